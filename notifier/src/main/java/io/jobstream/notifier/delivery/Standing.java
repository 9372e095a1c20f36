// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.schemas.DeliveryState;
import java.time.Instant;

/**
 * How a delivery stands.
 *
 * @param attempts made so far
 * @param at when it is tried next; when it was settled, if it is
 * @param text what was said last
 */
record Standing(DeliveryState state, int attempts, Instant at, String text) {
    boolean settled() {
        return state != DeliveryState.PENDING;
    }

    static Standing fresh(Instant now) {
        return new Standing(DeliveryState.PENDING, 0, now, "");
    }
}
