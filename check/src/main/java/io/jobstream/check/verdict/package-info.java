// SPDX-License-Identifier: Apache-2.0
/**
 * What is promised and what was found: {@link io.jobstream.check.verdict.Rule} names each promise,
 * {@link io.jobstream.check.verdict.Verdict} counts how often it was tested and keeps what breaks it, with the records
 * that show it.
 */
@NullMarked
package io.jobstream.check.verdict;

import org.jspecify.annotations.NullMarked;
