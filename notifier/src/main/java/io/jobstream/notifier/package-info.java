// SPDX-License-Identifier: Apache-2.0
/**
 * Tells people and programs what {@code ci.notifications} says. Each receiver of the configuration has a loop of its
 * own with a consumer group of its own, so that one that is down holds up nobody else; how its deliveries stand is in
 * {@code ci.notification.deliveries}, from which a restart goes on. Delivery is at least once: a crash between a
 * receiver's answer and its record repeats one message, under the same {@code webhook-id}.
 */
@NullMarked
package io.jobstream.notifier;

import org.jspecify.annotations.NullMarked;
