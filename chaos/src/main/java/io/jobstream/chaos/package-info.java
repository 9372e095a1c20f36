// SPDX-License-Identifier: Apache-2.0
/**
 * Breaks a system while it works. {@link io.jobstream.chaos.ChaosRun} starts every service as a process of its own on
 * three brokers, {@link io.jobstream.chaos.Load} sends real jobs at a rate, of {@link io.jobstream.chaos.Tenants} whose
 * policies change, and {@link io.jobstream.chaos.FaultPlan} says from a seed whom to kill, to stop or to restart, and
 * when. Then all faults end, everything must settle, and what came of it is read from the log
 * ({@link io.jobstream.chaos.Observer}) and from what the jobs themselves wrote ({@link io.jobstream.chaos.Evidence}).
 * Plans are pure: the same seed breaks the same things at the same moments.
 */
@NullMarked
package io.jobstream.chaos;

import org.jspecify.annotations.NullMarked;
