// SPDX-License-Identifier: Apache-2.0
/**
 * Starts runners when jobs want them and lets them go when nobody does. One loop reads {@code ci.pool.status} and
 * {@code ci.runner.status} and decides each second, for each group of runners, how many to start and whom to drain:
 * {@link io.jobstream.autoscaler.decision.ScalingDecision}, which is pure. What runners are is a
 * {@link io.jobstream.autoscaler.drivers.Driver}'s affair. Nobody is stopped who has not left by itself: shrinking is a
 * record in {@code ci.runner.drains}, which the scheduler answers in the log.
 */
@NullMarked
package io.jobstream.autoscaler;

import org.jspecify.annotations.NullMarked;
