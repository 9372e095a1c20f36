// SPDX-License-Identifier: Apache-2.0
/**
 * What ends jobs when the runner cannot. The watchdog is a small bash process in a session of its own, started before
 * the first job. It is told the process group and deadline of each attempt before that attempt may begin, and kills it
 * when the deadline passes without having been extended, or when its input ends because the runner died. Deadlines are
 * in {@link io.jobstream.runner.watchdog.Uptime}, which goes on while the machine is suspended.
 */
@NullMarked
package io.jobstream.runner.watchdog;

import org.jspecify.annotations.NullMarked;
