// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NoticingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Noticing noticing = new Noticing();

    @Test
    void tellsHowLongARunnerWasSilentBeforeItCountedAsLostAndWhenItsJobRanElsewhere() {
        noticing.heard("session", NOON);
        noticing.heard("session", NOON.plusSeconds(3));

        noticing.lost("session", NOON.plusSeconds(17));
        noticing.expired("job", NOON.plusSeconds(17));
        noticing.accepted("job", NOON.plusSeconds(18));

        assertThat(noticing.lines())
                .containsExactly(
                        "1 runners noticed as lost, after their last heartbeat: p50 14.0 s, p90 14.0 s, max 14.0 s",
                        "1 jobs of such accepted elsewhere, after that: p50 1.0 s, p90 1.0 s, max 1.0 s");
    }

    @Test
    void tellsHowLongAGrantWasWaitedForInVain() {
        noticing.granted("job", NOON);

        noticing.notAccepted("job", NOON.plusSeconds(9));

        assertThat(noticing.lines())
                .containsExactly("1 runners noticed as deaf, after the grant that they let lapse: p50 9.0 s,"
                        + " p90 9.0 s, max 9.0 s");
    }

    @Test
    void saysNothingOfWhatDidNotHappen() {
        noticing.accepted("job", NOON);
        noticing.lost("unknown", NOON);

        assertThat(noticing.lines()).isEmpty();
    }
}
