// SPDX-License-Identifier: Apache-2.0
/**
 * Decides which runner runs which job, and what becomes of both.
 * {@link io.jobstream.streams.scheduling.decision.Scheduler} is a pure function from what is
 * ({@link io.jobstream.streams.scheduling.decision.SchedulingView}) and what happened
 * ({@link io.jobstream.streams.scheduling.decision.Input}) to facts
 * ({@link io.jobstream.streams.scheduling.decision.Fact}). No clock, dice, I/O or Kafka in here: the simulation runs
 * this very code.
 */
@NullMarked
package io.jobstream.streams.scheduling.decision;

import org.jspecify.annotations.NullMarked;
