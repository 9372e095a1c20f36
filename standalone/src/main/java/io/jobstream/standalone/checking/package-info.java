// SPDX-License-Identifier: Apache-2.0
/**
 * {@code jobstream check}: calls {@link io.jobstream.check.Check} and shows its report. Exit status 0 when the log
 * holds, 1 when it does not, 2 when it could not be read.
 */
@NullMarked
package io.jobstream.standalone.checking;

import org.jspecify.annotations.NullMarked;
