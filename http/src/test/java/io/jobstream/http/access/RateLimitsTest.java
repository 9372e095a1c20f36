// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final RateLimits limits = new RateLimits(new RateLimits.Rates(new Rate(1, 10), new Rate(1, 10)));

    /** Or else what counts as more than the burst would be refused for ever. */
    @Test
    void whatCountsAsMoreThanIsThereIsLetInAndTheNextWaitForIt() {
        assertThat(limits.ofCaller("a").refused()).isFalse();
        limits.chargeCaller("a", 999);

        RateLimits.Taken next = limits.ofCaller("a");

        assertThat(next.refused()).isTrue();
        assertThat(next.refill()).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1_000));
        assertThat(limits.ofCaller("b").refused()).isFalse();
        assertThat(limits.ofTenant("a").refused()).isFalse();
    }

    @Test
    void oneRequestThatCountsAsOneTakesNothingMore() {
        limits.chargeTenant("t", 0);

        assertThat(limits.ofTenant("t").remaining()).isEqualTo(9);
    }
}
