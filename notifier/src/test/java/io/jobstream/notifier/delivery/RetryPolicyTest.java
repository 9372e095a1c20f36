// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.schemas.DeliveryState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final RetryPolicy POLICY = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(10));

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204})
    void anAnswerOf2xxIsADelivery(int status) {
        Standing standing = POLICY.after(1, Answer.ofStatus(status, Optional.empty()), NOW, 0);

        assertThat(standing.state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(standing.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 404, 410, 422})
    void aReceiverThatSaysNoIsNotAskedAgain(int status) {
        Standing standing = POLICY.after(1, Answer.ofStatus(status, Optional.empty()), NOW, 0);

        assertThat(standing.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(standing.text()).isEqualTo("refused: HTTP " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aBusyReceiverIsTriedAgain(int status) {
        Standing standing = POLICY.after(1, Answer.ofStatus(status, Optional.empty()), NOW, 0);

        assertThat(standing.state()).isEqualTo(DeliveryState.PENDING);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "3,8", "4,10"})
    void theWaitDoublesUpToTheLongest(int attempts, int seconds) {
        Standing standing = POLICY.after(attempts, new Answer.Busy("", Optional.empty()), NOW, 0);

        assertThat(standing.at()).isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void diceShortenTheWaitByUpToHalf() {
        Standing standing = POLICY.after(3, new Answer.Busy("", Optional.empty()), NOW, 0.999_999);

        assertThat(standing.at()).isBetween(NOW.plusMillis(4_000), NOW.plusMillis(4_001));
    }

    @Test
    void retryAfterIsHonouredWhenItIsLonger() {
        Answer busy = Answer.ofStatus(429, Optional.of(Duration.ofSeconds(30)));

        assertThat(POLICY.after(1, busy, NOW, 0).at()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void retryAfterDoesNotShortenTheWait() {
        Answer busy = Answer.ofStatus(503, Optional.of(Duration.ofSeconds(1)));

        assertThat(POLICY.after(3, busy, NOW, 0).at()).isEqualTo(NOW.plusSeconds(8));
    }

    @Test
    void retryAfterIsHonouredForADayAtMost() {
        Answer busy = Answer.ofStatus(503, Optional.of(Duration.ofDays(1_000)));

        assertThat(POLICY.after(1, busy, NOW, 0).at()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void theLastAttemptGivesUp() {
        Standing standing = POLICY.after(5, Answer.ofStatus(500, Optional.empty()), NOW, 0);

        assertThat(standing.state()).isEqualTo(DeliveryState.FAILED);
        assertThat(standing.text()).isEqualTo("given up after 5 attempts: HTTP 500");
    }

    @Test
    void theDefaultGoesOnForHours() {
        Instant at = NOW;
        for (int attempts = 1; attempts < RetryPolicy.DEFAULT.attemptsMax(); attempts++) {
            at = RetryPolicy.DEFAULT
                    .after(attempts, new Answer.Busy("", Optional.empty()), at, 0.5)
                    .at();
        }

        assertThat(Duration.between(NOW, at)).isBetween(Duration.ofHours(3), Duration.ofHours(5));
    }

    @Test
    void refusesWaitsThatDoNotGrow() {
        assertThatThrownBy(() -> new RetryPolicy(3, Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
