// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jobstream.check;

import org.jspecify.annotations.NullMarked;
