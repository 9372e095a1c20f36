// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Pauses pauses = new Pauses(List.of("a", "b"), Duration.ofSeconds(10));
    private int jobs;

    @Test
    void isTheLongestTimeWithoutAGrantInThePoolThatWaitsForLongest() {
        pauses.begin("kill streams", BEGIN);

        grants("a", 0.5, 1.0, 4.5, 5.0, 10.5);
        grants("b", 0.2, 2.0, 4.0, 6.0, 8.0, 9.9, 10.1);

        assertThat(pauses.lines())
                .singleElement()
                .asString()
                .startsWith("kill streams")
                .contains("1 times", "max 5.5");
    }

    @Test
    void countsNoGrantThatNobodyAccepted() {
        pauses.begin("kill streams", BEGIN);

        pauses.granted("lost", BEGIN.plusSeconds(3));
        grants("a", 1, 11);
        grants("b", 5, 11);

        assertThat(pauses.lines()).singleElement().asString().contains("max 10.0");
    }

    @Test
    void leavesOutWhatHasNotEnded() {
        pauses.begin("kill streams", BEGIN);

        grants("a", 1, 11);
        grants("b", 5);

        assertThat(pauses.lines()).isEmpty();
    }

    private void grants(String pool, double... seconds) {
        for (double each : seconds) {
            String job = "job-" + jobs++;
            pauses.granted(job, BEGIN.plusMillis((long) (each * 1_000)));
            pauses.accepted(job, pool);
        }
    }
}
