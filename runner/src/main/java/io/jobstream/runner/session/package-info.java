// SPDX-License-Identifier: Apache-2.0
/**
 * One session of a runner, which is one incarnation of it. {@link io.jobstream.runner.session.SessionCore} decides: it
 * is told what was read, sent, acknowledged and ended, and answers with actions; it knows no clock, no Kafka and no
 * process. The story of an attempt: a grant is held and listed in a heartbeat; that heartbeat's acknowledgement,
 * stamped in time, starts it; each later one extends its deadline; it is killed when it is asked back or its lease runs
 * out; it is listed until its result is acknowledged. The session around the core turns records and process ends into
 * inputs, one at a time, on one thread, and carries the actions out.
 */
@NullMarked
package io.jobstream.runner.session;

import org.jspecify.annotations.NullMarked;
