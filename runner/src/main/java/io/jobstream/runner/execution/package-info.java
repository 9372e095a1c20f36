// SPDX-License-Identifier: Apache-2.0
/**
 * How an attempt is executed. The {@link io.jobstream.runner.execution.ProcessExecutor} gives it a fresh directory,
 * starts the wrapper {@code attempt.bash} in a process group of its own, has the watchdog watch that group, and only
 * then lets it go; the wrapper checks the commit out and runs the script. When it ends, for whatever reason, nothing of
 * it is left: no process, no directory. The {@link io.jobstream.runner.execution.NoopExecutor} does nothing, for
 * measurements.
 */
@NullMarked
package io.jobstream.runner.execution;

import org.jspecify.annotations.NullMarked;
