// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.streams.scheduling.decision.JobId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettledJobsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final JobId FIRST = new JobId("first/with/slashes");
    private static final JobId SECOND = new JobId("second");

    private final InMemoryStorage storage = new InMemoryStorage();
    private final SettledJobs settled = new SettledJobs(storage);

    @Test
    void forgetsWhatSettledInAnEarlierMinuteAndKeepsTheRest() {
        settled.add(FIRST, NOON);
        settled.add(SECOND, NOON.plusSeconds(60));

        settled.forgetBefore(NOON.plusSeconds(60));

        assertThat(settled.contains(FIRST)).isFalse();
        assertThat(settled.contains(SECOND)).isTrue();
        assertThat(settled.oldest()).contains(NOON.plusSeconds(60));
    }

    @Test
    void knowsItsOldestMinuteAgainAfterARestart() {
        settled.add(FIRST, NOON.plusSeconds(30));
        SettledJobs restarted = new SettledJobs(storage);

        restarted.rebuild();

        assertThat(restarted.oldest()).contains(NOON);
        assertThat(restarted.contains(FIRST)).isTrue();
    }

    @Test
    void keepsWhatSettledBeforeTheLogsClockBegan() {
        settled.add(FIRST, Instant.EPOCH);

        settled.forgetBefore(NOON);

        assertThat(settled.contains(FIRST)).isTrue();
        assertThat(settled.oldest()).isEmpty();
    }

    @Test
    void leavesNothingInTheStoreOfWhatItForgot() {
        settled.add(FIRST, NOON);

        settled.forgetBefore(NOON.plusSeconds(120));

        StringBuilder left = new StringBuilder();
        storage.scan("m/", (key, value) -> left.append(key));
        storage.scan("s/", (key, value) -> left.append(key));
        assertThat(left).isEmpty();
    }
}
