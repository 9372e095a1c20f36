// SPDX-License-Identifier: Apache-2.0
/**
 * How one receiver is told. {@link io.jobstream.notifier.delivery.DeliveryLoop} is one thread: it reads notifications,
 * keeps those not yet settled in a bounded {@link io.jobstream.notifier.delivery.Backlog} and sends the one that is
 * due; {@link io.jobstream.notifier.delivery.RetryPolicy} decides what an answer means. Offsets are committed up to the
 * oldest unsettled notification, so that a restart reads it again.
 */
@NullMarked
package io.jobstream.notifier.delivery;

import org.jspecify.annotations.NullMarked;
