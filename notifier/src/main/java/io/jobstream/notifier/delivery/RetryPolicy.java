// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.schemas.DeliveryState;
import java.time.Duration;
import java.time.Instant;

/**
 * When a delivery is tried again, and when it is given up: the wait doubles from attempt to attempt, and is shortened
 * by up to half at random, so that receivers that come back are not met by everyone at once.
 *
 * @param attemptsMax attempts before it is given up
 * @param firstWait after the first attempt
 * @param longestWait no wait that the receiver did not ask for is longer
 */
public record RetryPolicy(int attemptsMax, Duration firstWait, Duration longestWait) {
    /** Sixteen attempts over about four and a half hours. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(16, Duration.ofSeconds(2), Duration.ofHours(1));

    /** A receiver's Retry-After is honoured up to this. */
    static final Duration RETRY_AFTER_MAX = Duration.ofDays(1);

    public RetryPolicy {
        if (attemptsMax < 1 || firstWait.isNegative() || firstWait.isZero() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("expected attemptsMax >= 1 and 0 < firstWait <= longestWait, found "
                    + attemptsMax + ", " + firstWait + " and " + longestWait);
        }
    }

    /**
     * Decides what an answer means.
     *
     * @param attempts made so far, this one included
     * @param dice evenly distributed in [0, 1)
     */
    Standing after(int attempts, Answer answer, Instant now, double dice) {
        if (answer instanceof Answer.Taken) {
            return new Standing(DeliveryState.DELIVERED, attempts, now, answer.text());
        }
        if (answer instanceof Answer.Refused) {
            return new Standing(DeliveryState.FAILED, attempts, now, "refused: " + answer.text());
        }
        if (attempts >= attemptsMax) {
            String text = "given up after " + attempts + " attempts: " + answer.text();
            return new Standing(DeliveryState.FAILED, attempts, now, text);
        }
        Duration wait = backOff(attempts, dice);
        Duration asked = ((Answer.Busy) answer).retryAfter().orElse(Duration.ZERO);
        Duration capped = asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
        return new Standing(
                DeliveryState.PENDING, attempts, now.plus(capped.compareTo(wait) > 0 ? capped : wait), answer.text());
    }

    private Duration backOff(int attempts, double dice) {
        Duration wait = firstWait;
        for (int i = 1; i < attempts && wait.compareTo(longestWait) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        Duration capped = wait.compareTo(longestWait) > 0 ? longestWait : wait;
        return Duration.ofNanos((long) (capped.toNanos() * (1 - dice / 2)));
    }
}
