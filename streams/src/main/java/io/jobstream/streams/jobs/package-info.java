// SPDX-License-Identifier: Apache-2.0
/**
 * What one job looks like after a fact of the log: {@link io.jobstream.streams.jobs.JobFold} is the rule that status,
 * metrics and notifications share, {@link io.jobstream.streams.jobs.JobFollower} applies it from a job's admission to
 * its settlement for those that want to know only how it ended.
 */
@NullMarked
package io.jobstream.streams.jobs;

import org.jspecify.annotations.NullMarked;
