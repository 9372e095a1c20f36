// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.JobId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptCancellationsTest {
    private static final Instant UNTIL = Instant.parse("2026-01-01T01:00:00Z");

    private final InMemoryStorage storage = new InMemoryStorage();
    private final KeptCancellations cancellations = new KeptCancellations(storage);

    @Test
    void areReadAsTheyWereWritten() {
        CancelTarget job = CancelTarget.job("a/b", new JobId("c/d"));
        CancelTarget pipeline = CancelTarget.pipeline("a", "b/c");
        cancellations.keep(job, UNTIL);
        cancellations.keep(pipeline, UNTIL.plusSeconds(1));

        KeptCancellations read = new KeptCancellations(storage);
        read.rebuild(List.of());

        assertThat(read.contains(job)).isTrue();
        assertThat(read.contains(pipeline)).isTrue();
        assertThat(read.contains(CancelTarget.pipeline("b", "b/c"))).isFalse();
        assertThat(read.oldest())
                .hasValueSatisfying(oldest -> assertThat(oldest.until()).isEqualTo(UNTIL));
    }

    @Test
    void areReadAndForgottenAsEarlierVersionsWroteThem() {
        storage.put(
                "c/old", ByteBuffer.allocate(8).putLong(UNTIL.toEpochMilli()).array());

        cancellations.rebuild(List.of());

        assertThat(cancellations.oldest()).isPresent();
        cancellations.settled("any", new JobId("old"));
        assertThat(cancellations.oldest()).isEmpty();
        assertThat(storage.get("c/old")).isNull();
    }
}
