// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.access.Tenants;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.MetricDimensions;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final long MINUTE = 60_000;
    private static final long HOUR = 3_600_000;

    private final Windows windows = new Windows(WindowRetention.DEFAULTS);

    @Test
    void takesHoursInsideAndMinutesAtTheEdges() {
        take("2026-01-31T08:30:00Z", MINUTE, 1);
        take("2026-01-31T08:00:00Z", HOUR, 100);
        take("2026-01-31T09:00:00Z", HOUR, 10);
        take("2026-01-31T09:15:00Z", MINUTE, 1_000);
        take("2026-01-31T10:05:00Z", MINUTE, 3);

        ObjectNode answer = ask("2026-01-31T08:30:00Z", "2026-01-31T10:10:00Z");

        assertThat(answer.at("/items/0/jobs").asLong()).isEqualTo(14);
        assertThat(answer.at("/items/0/successRate").asDouble()).isEqualTo(1.0);
        assertThat(answer.at("/items/0/runMillis/p50").asLong()).isEqualTo(50);
    }

    @Test
    void countsARestatedWindowOnce() {
        take("2026-01-31T09:00:00Z", HOUR, 10);
        take("2026-01-31T09:00:00Z", HOUR, 11);

        assertThat(ask("2026-01-31T09:00:00Z", "2026-01-31T10:00:00Z")
                        .at("/items/0/jobs")
                        .asLong())
                .isEqualTo(11);
    }

    @Test
    void widensARangeToWholeHoursWhereMinutesAreForgotten() {
        take("2026-01-20T09:00:00Z", HOUR, 10);

        ObjectNode answer = ask("2026-01-20T09:20:00Z", "2026-01-20T09:40:00Z");

        assertThat(answer.path("from").asText()).isEqualTo("2026-01-20T09:00:00.000Z");
        assertThat(answer.path("to").asText()).isEqualTo("2026-01-20T10:00:00.000Z");
        assertThat(answer.at("/items/0/jobs").asLong()).isEqualTo(10);
    }

    @Test
    void countsOnlyJobsOfTheTenantsThatAreAskedFor() {
        take("2026-01-31T09:00:00Z", HOUR, 10);

        String from = "2026-01-31T09:00:00Z";
        String to = "2026-01-31T10:00:00Z";
        assertThat(ask(from, to, Tenants.of(List.of("acme", "x")))
                        .at("/items/0/jobs")
                        .asLong())
                .isEqualTo(10);
        assertThat(ask(from, to, Tenants.of(List.of("x"))).path("items")).isEmpty();
    }

    private ObjectNode ask(String from, String to) {
        return ask(from, to, Tenants.ALL);
    }

    private ObjectNode ask(String from, String to, Tenants tenants) {
        return windows.answer(
                new Question(Instant.parse(from), Instant.parse(to), List.of(GroupBy.POOL)), tenants, NOW);
    }

    private void take(String start, long millis, long jobs) {
        KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(200);
        for (int i = 0; i < jobs; i++) {
            sketch.update(50);
        }
        JobMetrics window = JobMetrics.newBuilder()
                .setDimensions(new MetricDimensions("acme", "acme/shop", "main", "build", "pool"))
                .setWindowStart(Instant.parse(start))
                .setWindowMillis(millis)
                .setJobs(jobs)
                .setOutcomes(Map.of("SUCCEEDED", jobs))
                .setCauses(Map.of())
                .setAttemptsLost(0)
                .setQueueMillis(ByteBuffer.wrap(sketch.toByteArray()))
                .setRunMillis(ByteBuffer.wrap(sketch.toByteArray()))
                .setCpuMillis(0)
                .setUpdatedAt(NOW)
                .build();
        windows.take(new Received<>(0, 0, NOW, start + "/" + millis, window), NOW);
    }
}
