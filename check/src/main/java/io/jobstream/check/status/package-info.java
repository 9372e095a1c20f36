// SPDX-License-Identifier: Apache-2.0
/**
 * The status view against the log: whether each statement says what the facts up to its offset add up to, and whether
 * revisions grow. Pure, as {@link io.jobstream.check.history} is.
 */
@NullMarked
package io.jobstream.check.status;

import org.jspecify.annotations.NullMarked;
