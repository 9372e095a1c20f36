// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.streams.observed;

import org.jspecify.annotations.NullMarked;
