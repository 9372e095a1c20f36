// SPDX-License-Identifier: Apache-2.0
/**
 * What runs and what it uses, from Linux's {@code /proc}: the processes of an attempt
 * ({@link io.jobstream.runner.usage.JobProcesses}), the host's load ({@link io.jobstream.runner.usage.HostUsage}).
 */
@NullMarked
package io.jobstream.runner.usage;

import org.jspecify.annotations.NullMarked;
