// SPDX-License-Identifier: Apache-2.0
/**
 * The runner: executes jobs under leases. {@link io.jobstream.runner.Runner} is what a process starts;
 * {@link io.jobstream.runner.session} decides, {@link io.jobstream.runner.exchange} carries that out and talks to the
 * scheduler over topics, {@link io.jobstream.runner.execution} runs an attempt, {@link io.jobstream.runner.watchdog}
 * ends it when the runner no longer can, {@link io.jobstream.runner.logs} streams its output and
 * {@link io.jobstream.runner.usage} measures it.
 */
@NullMarked
package io.jobstream.runner;

import org.jspecify.annotations.NullMarked;
