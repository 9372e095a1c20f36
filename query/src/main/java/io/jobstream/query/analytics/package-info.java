// SPDX-License-Identifier: Apache-2.0
/**
 * Questions about settled jobs over any time. {@code ci.job.metrics} states windows of a minute and of an hour, each
 * with counts and mergeable sketches; an answer merges the hours inside its range and the minutes at its edges. Minutes
 * are kept for two days only: an older range is answered in whole hours, and the answer says which.
 */
@NullMarked
package io.jobstream.query.analytics;

import org.jspecify.annotations.NullMarked;
