// SPDX-License-Identifier: Apache-2.0
/**
 * A session's exchange with the scheduler, over topics. {@link io.jobstream.runner.exchange.Session} is one thread with
 * an inbox: what was read, sent, acknowledged or ended comes in as an input to the core, and the core's actions are
 * carried out. Nothing on that thread waits for long, so that leases are kept and killed in time whatever Kafka does.
 * Assignments are read on a thread of their own; results are sent on another, for as long as it takes.
 */
@NullMarked
package io.jobstream.runner.exchange;

import org.jspecify.annotations.NullMarked;
