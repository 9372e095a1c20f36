// SPDX-License-Identifier: Apache-2.0
/**
 * Drives the scheduler's core and the runner's core, as they ship, through a world that does its worst: one thread,
 * virtual time, dice of its own. {@link io.jobstream.streams.scheduling.simulation.Simulation} is that world;
 * {@link io.jobstream.streams.scheduling.simulation.Books} and
 * {@link io.jobstream.streams.scheduling.simulation.Executions} check the promises, without a look at the scheduler's
 * state. A seed fixes everything. That the checks bite is shown by bugs planted into the production sources.
 */
@NullMarked
package io.jobstream.streams.scheduling.simulation;

import org.jspecify.annotations.NullMarked;
