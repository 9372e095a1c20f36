// SPDX-License-Identifier: Apache-2.0
/**
 * How many runners each group should have. {@link io.jobstream.autoscaler.decision.Fleet} is what the statuses say,
 * {@link io.jobstream.autoscaler.decision.Demands} gives each group its share of what is wanted,
 * {@link io.jobstream.autoscaler.decision.GroupLedger} remembers what was done and has not shown yet, and
 * {@link io.jobstream.autoscaler.decision.ScalingDecision} decides. No Kafka, no clock, no I/O.
 */
@NullMarked
package io.jobstream.autoscaler.decision;

import org.jspecify.annotations.NullMarked;
