// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.streams.scheduling;

import org.jspecify.annotations.NullMarked;
