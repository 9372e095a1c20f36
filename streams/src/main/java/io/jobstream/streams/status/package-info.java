// SPDX-License-Identifier: Apache-2.0
/**
 * What the log looks like now. {@link io.jobstream.streams.status.StatusFold} folds the facts of {@code ci.job.events}
 * and the heartbeats into {@link io.jobstream.streams.status.Statement}s of jobs, attempts, runners and pools; it knows
 * neither Kafka nor a clock: time is the stamps of ticks and heartbeats. {@link io.jobstream.streams.status.JobFold}
 * and {@link io.jobstream.streams.status.RunnerFold} are the rules for one job and one runner.
 *
 * <p>The stores hold live jobs and known runners as they were last stated, in the wire format of their topics; indexes
 * in memory are rebuilt from them. {@link io.jobstream.streams.status.StatusProcessor} is the shell.
 */
@NullMarked
package io.jobstream.streams.status;

import org.jspecify.annotations.NullMarked;
