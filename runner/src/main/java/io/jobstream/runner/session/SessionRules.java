// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

import java.time.Duration;

/**
 * What a session goes by.
 *
 * @param slots how many attempts it holds at a time
 * @param heartbeatInterval the longest silence
 * @param heartbeatsApart the shortest time between heartbeats that nobody waits for: what a busy runner has to say of
 *     attempts that came further or ended is put together
 * @param killMargin how long before the end of a lease killing begins, so that it is done by then
 */
public record SessionRules(int slots, Duration heartbeatInterval, Duration heartbeatsApart, Duration killMargin) {
    public SessionRules {
        if (slots < 1 || heartbeatInterval.isNegative() || heartbeatsApart.isNegative() || killMargin.isNegative()) {
            throw new IllegalArgumentException("slots must be positive, and no duration negative");
        }
    }
}
