// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs that other CI systems run. {@link io.jobstream.streams.observed.ObservedFold} is the rule that status, metrics
 * and notifications share: what a job looks like after one more webhook, in whatever order they come.
 * {@link io.jobstream.streams.observed.ObservedJobs} applies it, tells each end once, and forgets a job of which
 * nothing has been heard for a week. {@link io.jobstream.streams.observed.ObservationsApplication} states the jobs in
 * the topics where those of this system stand; metrics and notifications count them in applications of their own.
 */
@NullMarked
package io.jobstream.streams.observed;

import org.jspecify.annotations.NullMarked;
