// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How processes are run.
 *
 * @param attempts the directory that attempts get theirs in
 * @param keepWorkspaces whether they stay when the attempt is over
 * @param grace between asking a job to end and killing it
 * @param watchdogMargin how long before the end of a lease the watchdog kills
 * @param resources that the attempts share
 * @param logBytesMax what is sent of an attempt's output
 */
public record ProcessSettings(
        Path attempts,
        boolean keepWorkspaces,
        Duration grace,
        Duration watchdogMargin,
        RunnerResources resources,
        long logBytesMax) {}
