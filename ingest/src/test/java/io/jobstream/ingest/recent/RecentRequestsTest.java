// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.ingest.submission.IdempotencyKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final AcceptedRequest.Origin NOTHING = new AcceptedRequest.Origin("", "", "", List.of());
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentRequests requests = new RecentRequests(Duration.ofHours(24), 3);

    @Test
    void findsByJobAndByKey() {
        AcceptedRequest request = request("a", "k", 1);

        requests.add(request, START);

        assertThat(requests.ofJob("a")).contains(request);
        assertThat(requests.ofKey(new AcceptedRequest.Scope("tenant", "pool", "k")))
                .contains(request);
        assertThat(requests.ofKey(new AcceptedRequest.Scope("tenant", "other", "k")))
                .isEmpty();
    }

    @Test
    void findsAPipelineUntilItsRequestIsForgotten() {
        AcceptedRequest request = pipeline("p", "a", "b");
        requests.add(request, START);
        assertThat(requests.ofPipeline("p")).contains(request);
        assertThat(requests.ofPipeline("a")).isEmpty();

        requests.add(pipeline("q", "c", "d"), START);

        assertThat(requests.ofPipeline("p")).isEmpty();
        assertThat(requests.ofPipeline("q")).isPresent();
    }

    @Test
    void countsWhatItIsGivenTwiceOnce() {
        requests.add(request("a", "k", 1), START);
        requests.add(request("a", "k", 1), START.plusSeconds(1));

        assertThat(requests.jobs()).isEqualTo(1);
    }

    @Test
    void letsTheFirstUseOfAKeyCount() {
        requests.add(request("a", "k", 1), START);
        requests.add(request("b", "k", 2), START);

        assertThat(requests.ofKey(new AcceptedRequest.Scope("tenant", "pool", "k"))
                        .orElseThrow()
                        .jobs()
                        .get(0)
                        .jobId())
                .isEqualTo("a");
    }

    @Test
    void forgetsTheOldestBeyondItsBounds() {
        for (String id : List.of("a", "b", "c", "d")) {
            requests.add(request(id, "k-" + id, 1), START);
        }
        assertThat(requests.ofJob("a")).isEmpty();
        assertThat(requests.ofKey(new AcceptedRequest.Scope("tenant", "pool", "k-a")))
                .isEmpty();
        assertThat(requests.jobs()).isEqualTo(3);

        requests.add(request("e", "k-e", 1), START.plus(Duration.ofHours(25)));

        assertThat(requests.jobs()).isEqualTo(1);
        assertThat(requests.ofJob("d")).isEmpty();
        assertThat(requests.ofJob("e")).isPresent();
    }

    @Test
    void knowsTheCellInWhichATenantsGroupsWereLastForADay() {
        requests.add(grouped("a", "pool"), START);
        requests.add(grouped("b", "pool~2"), START.plusSeconds(1));
        requests.add(grouped("c", "pool~1"), START);
        for (String id : List.of("d", "e", "f", "g")) {
            requests.add(request(id, "k-" + id, 1), START.plusSeconds(2));
        }

        assertThat(requests.cellOfGroups("pool", "tenant", START.plusSeconds(3)))
                .contains("pool~2");
        assertThat(requests.cellOfGroups("pool", "other", START.plusSeconds(3))).isEmpty();
        assertThat(requests.cellOfGroups("other", "tenant", START.plusSeconds(3)))
                .isEmpty();
        assertThat(requests.cellOfGroups("pool", "tenant", START.plus(Duration.ofHours(25))))
                .isEmpty();
    }

    @Test
    void findsAKeyInWhateverCellItIs() {
        AcceptedRequest inCell = new AcceptedRequest(
                "pool~3",
                "tenant",
                null,
                START,
                List.of(new AcceptedRequest.Job("a", "name")),
                NOTHING,
                new IdempotencyKey("k", ByteBuffer.allocate(1)),
                false);
        requests.add(inCell, START);

        assertThat(requests.ofKey(new AcceptedRequest.Scope("tenant", "pool", "k")))
                .contains(inCell);
        assertThat(inCell.pool()).isEqualTo("pool");
    }

    @Test
    void saysSinceWhenItHasAll() {
        assertThat(requests.hasAllSince(START)).isFalse();
        requests.allGiven();
        for (String id : List.of("a", "b", "c")) {
            requests.add(request(id, "k-" + id, 1), START);
        }
        assertThat(requests.hasAllSince(START)).isTrue();

        requests.add(request("d", "k-d", 1), START.plusSeconds(9));

        assertThat(requests.hasAllSince(START)).isFalse();
        assertThat(requests.hasAllSince(START.plusSeconds(1))).isTrue();

        requests.skippedUpTo(START.plusSeconds(5));

        assertThat(requests.hasAllSince(START.plusSeconds(1))).isFalse();
    }

    private static AcceptedRequest grouped(String jobId, String cell) {
        return new AcceptedRequest(
                cell, "tenant", null, START, List.of(new AcceptedRequest.Job(jobId, "name")), NOTHING, null, true);
    }

    private static AcceptedRequest pipeline(String pipelineId, String... jobIds) {
        List<AcceptedRequest.Job> jobs =
                Arrays.stream(jobIds).map(id -> new AcceptedRequest.Job(id, id)).toList();
        return new AcceptedRequest("pool", "tenant", pipelineId, START, jobs, NOTHING, null, false);
    }

    private static AcceptedRequest request(String jobId, String key, int fingerprint) {
        return new AcceptedRequest(
                "pool",
                "tenant",
                null,
                START,
                List.of(new AcceptedRequest.Job(jobId, "name")),
                NOTHING,
                new IdempotencyKey(key, ByteBuffer.wrap(new byte[] {(byte) fingerprint})),
                false);
    }
}
