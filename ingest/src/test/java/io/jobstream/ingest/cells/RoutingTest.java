// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.http.ProblemException;
import io.jobstream.ingest.recent.AcceptedRequest;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Submission;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.schemas.PoolPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant LATER = NOON.plus(Cells.SETTLES_WITHIN);

    private final Cells cells = new Cells();
    private final RecentRequests recent = new RecentRequests(Duration.ofHours(24), 1_000);
    private boolean caughtUp = true;
    private final Routing routing = new Routing(cells, recent, () -> caughtUp);

    @Test
    void everyCopySendsTheSameKeyToTheSameCellAndDifferentKeysToAll() {
        grow(4);
        cells.allRead();
        Cells others = new Cells();
        others.take(new PoolPolicy("ci~3", null, 4), NOON, NOON);
        others.allRead();
        Routing another = new Routing(others, recent, () -> true);

        Set<String> used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Routing.Route route = routing.of(job(""), key("k" + i), LATER);
            assertThat(another.of(job(""), key("k" + i), LATER)).isEqualTo(route);
            used.add(route.name());
        }
        assertThat(used).containsExactlyInAnyOrder("ci", "ci~1", "ci~2", "ci~3");
    }

    @Test
    void theJobsOfABranchMeetWhateverTheirKeys() {
        grow(4);
        cells.allRead();

        assertThat(routes(i -> job(", \"repository\": \"acme/web\", \"branch\": \"main\""), true))
                .hasSize(1);
        assertThat(routes(i -> job(", \"repository\": \"acme/web\", \"branch\": \"b" + i + "\""), true))
                .hasSize(4);
    }

    @Test
    void allGroupsOfATenantMeet() {
        grow(4);
        cells.allRead();

        assertThat(routes(i -> job(", \"concurrency\": {\"group\": \"g" + i + "\"}"), true))
                .hasSize(1);
        assertThat(routes(i -> job(", \"tenant\": \"t" + i + "\", \"concurrency\": {\"group\": \"g\"}"), true))
                .hasSize(4);
    }

    @Test
    void whatNeedMeetNothingTakesTurns() {
        grow(4);
        cells.allRead();

        assertThat(routes(i -> job(", \"name\": \"same\""), false)).hasSize(4);
    }

    @Test
    void aPoolWithoutCellsIsOneCellAndWaitsForNothing() {
        cells.allRead();
        caughtUp = false;

        assertThat(routing.of(job(""), key("k"), NOON)).isEqualTo(new Routing.Route("ci", Duration.ZERO));
    }

    @Test
    void whatMovesWhenAPoolGrowsWaitsUntilAllCopiesKnow() {
        cells.allRead();
        cells.take(new PoolPolicy("ci", null, 2), NOON, NOON.plusSeconds(1));

        for (int i = 0; i < 100; i++) {
            Routing.Route route = routing.of(job(""), key("k" + i), NOON.plusSeconds(2));
            assertThat(route.settlesIn()).isEqualTo(route.name().equals("ci") ? Duration.ZERO : Duration.ofSeconds(4));
            assertThat(routing.of(job(""), key("k" + i), NOON.plusSeconds(6)))
                    .isEqualTo(new Routing.Route(route.name(), Duration.ZERO));
            assertThat(routing.of(job(""), null, NOON.plusSeconds(2)).settlesIn())
                    .isZero();
        }
    }

    @Test
    void aSecondGrowthIsMeasuredByWhatWasBeforeTheFirst() {
        cells.allRead();
        cells.take(new PoolPolicy("ci", null, 2), NOON, NOON);
        cells.take(new PoolPolicy("ci", null, 3), NOON.plusSeconds(2), NOON.plusSeconds(2));

        for (int i = 0; i < 100; i++) {
            Routing.Route route = routing.of(job(""), key("k" + i), NOON.plusSeconds(6));
            assertThat(route.settlesIn().isZero()).isEqualTo(route.name().equals("ci"));
        }
    }

    @Test
    void aTenantsGroupsStayWhereTheyAreForAsLongAsTheyAreNamed() {
        cells.allRead();
        recent.add(grouped("ci", "acme"), NOON);
        grow(2, 3, 4, 5, 6, 7, 8);
        String named = ", \"tenant\": \"acme\", \"concurrency\": {\"group\": \"g\"}";
        String moved =
                routing.of(job(named), null, NOON.plus(Duration.ofHours(25))).name();

        assertThat(moved).isNotEqualTo("ci");
        assertThat(routing.of(job(named), null, LATER)).isEqualTo(new Routing.Route("ci", Duration.ZERO));

        recent.add(grouped(moved, "acme"), LATER);

        assertThat(routing.of(job(named), null, LATER)).isEqualTo(new Routing.Route(moved, Duration.ZERO));
    }

    @Test
    void saysNothingBeforeItKnowsEnough() {
        assertThatThrownBy(() -> routing.of(job(""), null, NOON)).isInstanceOf(ProblemException.class);
        grow(2);
        cells.allRead();
        caughtUp = false;

        assertThatThrownBy(() -> routing.of(job(""), key("k"), LATER)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> routing.of(job(", \"concurrency\": {\"group\": \"g\"}"), null, LATER))
                .isInstanceOf(ProblemException.class);
        assertThat(routing.of(job(""), null, LATER).settlesIn()).isZero();
    }

    @FunctionalInterface
    private interface Numbered {
        Submission submission(int number);
    }

    private List<String> routes(Numbered submissions, boolean keyed) {
        return IntStream.range(0, 100)
                .mapToObj(i -> routing.of(submissions.submission(i), keyed ? key("k" + i) : null, LATER)
                        .name())
                .distinct()
                .toList();
    }

    private void grow(int... counts) {
        for (int count : counts) {
            cells.take(new PoolPolicy("ci", null, count), NOON, NOON);
        }
    }

    private static AcceptedRequest grouped(String cell, String tenant) {
        List<AcceptedRequest.Job> jobs = List.of(new AcceptedRequest.Job("in " + cell, "name"));
        AcceptedRequest.Origin origin = new AcceptedRequest.Origin("", "", "", List.of());
        return new AcceptedRequest(cell, tenant, null, NOON, jobs, origin, null, true);
    }

    private static IdempotencyKey key(String key) {
        return IdempotencyKey.of(key, new byte[0]);
    }

    private static Submission job(String more) {
        try {
            String name = more.contains("\"name\"") ? "" : "\"name\": \"a job\", ";
            return SubmissionReader.job(
                    JSON.readTree("{" + name + "\"pool\": \"ci\", \"script\": \"true\"" + more + "}"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(more, e);
        }
    }
}
