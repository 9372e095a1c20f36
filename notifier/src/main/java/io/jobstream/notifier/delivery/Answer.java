// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import java.time.Duration;
import java.util.Optional;

/** What a receiver, or the network on the way to it, said to one attempt. */
sealed interface Answer {
    /** What it said, in words without secrets. */
    String text();

    /** The receiver has it. */
    record Taken(String text) implements Answer {}

    /** Worth another attempt; the receiver may have said when. */
    record Busy(String text, Optional<Duration> retryAfter) implements Answer {}

    /** The receiver understood and said no. */
    record Refused(String text) implements Answer {}

    static Answer ofStatus(int status, Optional<Duration> retryAfter) {
        String text = "HTTP " + status;
        if (status >= 200 && status < 300) {
            return new Taken(text);
        }
        if (status == 408 || status == 429 || status >= 500) {
            return new Busy(text, retryAfter);
        }
        return new Refused(text);
    }
}
