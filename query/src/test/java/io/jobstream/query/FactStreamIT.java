// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.query.live.LiveConfig;
import io.jobstream.schemas.JobEventType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class FactStreamIT {
    /** A small ring, so that clients fall off it; a short patience with those that stall. */
    private static final QueryConfig SMALL = new QueryConfig(
            QueryConfig.DEFAULTS.jobs(),
            QueryConfig.DEFAULTS.windows(),
            new LiveConfig(1_000, 20, 256 * 1024, 100, Duration.ofSeconds(1), Duration.ofSeconds(2)));

    private static Feeder feeder;
    private static Served served;

    @BeforeAll
    static void start(TestCluster cluster) {
        feeder = new Feeder(cluster);
        served = Served.start(SMALL, cluster);
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
        feeder.close();
    }

    @Test
    void losesAndDoublesNothingAcrossAReconnectEvenBeyondTheRing() {
        try (Listener first = served.listen("/v1/events?pool=facts-resumed")) {
            first.awaitEvents("snapshot", 1);
            feed("facts-resumed", 0, 5);
            first.awaitEvents("fact", 5);
            String seen = first.events("fact").get(2).id();
            feed("facts-resumed", 5, 60);

            try (Listener second = served.listen("/v1/events?pool=facts-resumed", seen)) {
                second.awaitEvents("fact", 57);
                feed("facts-resumed", 60, 62);
                second.awaitEvents("fact", 59);
                assertThat(jobs(second)).isEqualTo(ids("facts-resumed", 3, 62));
                assertThat(second.events("reset")).isEmpty();
            }
        }
    }

    @Test
    void resetsAClientWhoseIdIsOfAnotherTopic() {
        feeder.feed(Records.running("facts-reset-1", "facts-reset", 1).build());
        await().until(() -> served.get("/v1/jobs/facts-reset-1").statusCode() == 200);

        try (Listener listener = served.listen("/v1/events?pool=facts-reset", "bm9uc2Vuc2U")) {
            listener.awaitEvents("reset", 1);
            assertThat(listener.events("reset")
                            .get(0)
                            .data()
                            .path("jobs")
                            .get(0)
                            .path("jobId")
                            .asText())
                    .isEqualTo("facts-reset-1");
        }
    }

    @Test
    void showsFactsOfOneRepositoryOnly() {
        feeder.feed(Records.running("facts-shop", "facts-repository", 1).build());
        await().until(() -> served.get("/v1/jobs/facts-shop").statusCode() == 200);
        try (Listener listener = served.listen("/v1/events?repository=acme/shop&pool=facts-repository")) {
            listener.awaitEvents("snapshot", 1);
            feeder.feed(Records.fact(JobEventType.JOB_QUEUED, "facts-of-another", "facts-repository"));
            feeder.feed(Records.fact(JobEventType.JOB_QUEUED, "facts-shop", "facts-repository"));

            listener.awaitEvents("fact", 1);
            assertThat(jobs(listener)).containsExactly("facts-shop");
        }
    }

    @Test
    void endsTheFactsOfAJobWhenItIsSettled() {
        feeder.feed(Records.running("facts-ended", "facts-ended", 1).build());
        await().until(() -> served.get("/v1/jobs/facts-ended").statusCode() == 200);
        try (Listener listener = served.listen("/v1/jobs/facts-ended/events")) {
            listener.awaitEvents("snapshot", 1);
            feeder.feed(Records.fact(JobEventType.JOB_SETTLED, "facts-ended", "facts-ended"));

            listener.awaitEvents("end", 1);
            assertThat(listener.events("fact")).hasSize(1);
        }
    }

    @Test
    void servesTwoHundredClientsAtOnce() {
        List<Listener> listeners = IntStream.range(0, 200)
                .mapToObj(i -> served.listen("/v1/events?pool=facts-crowd"))
                .toList();
        awaitAll(listeners, "snapshot", 1);
        feed("facts-crowd", 0, 100);

        awaitAll(listeners, "fact", 100);
        for (Listener listener : listeners) {
            assertThat(jobs(listener)).isEqualTo(ids("facts-crowd", 0, 100));
            listener.close();
        }
    }

    @Test
    void letsManyClientsCatchUpBeyondTheRingWithoutWaitingForEachOther() {
        try (Listener first = served.listen("/v1/events?pool=facts-many")) {
            first.awaitEvents("snapshot", 1);
            feed("facts-many", 0, 60);
            first.awaitEvents("fact", 60);
            String seen = first.events("fact").get(2).id();

            List<Listener> listeners = IntStream.range(0, 150)
                    .mapToObj(i -> served.listen("/v1/events?pool=facts-many", seen))
                    .toList();

            awaitAll(listeners, "fact", 57);
            for (Listener listener : listeners) {
                assertThat(jobs(listener)).isEqualTo(ids("facts-many", 3, 60));
                listener.close();
            }
        }
    }

    @Test
    void dropsAClientThatStallsWhileOthersGoOn() throws IOException {
        feeder.feed(Records.running("facts-flood", "facts-flood", 1).build());
        await().until(() -> served.get("/v1/jobs/facts-flood").statusCode() == 200);
        try (Socket stalled = new Socket();
                Listener other = served.listen("/v1/jobs/facts-flood/logs")) {
            stalled.setReceiveBufferSize(4 * 1024);
            stalled.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), served.server().port()));
            String request = "GET /v1/jobs/facts-flood/logs HTTP/1.1\r\nHost: localhost\r\n\r\n";
            stalled.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = "x".repeat(32 * 1024);
            for (int i = 0; i < 300; i++) {
                feeder.feed(Records.chunk("facts-flood", 1, i, line, i == 299));
            }

            other.awaitEvents("log", 300);
            assertThat(other.log()).hasSize(300 * line.length());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(served.get("/metrics").body())
                            .contains("jobstream_query_listeners_dropped_total 1.0"));
        }
    }

    private static void awaitAll(List<Listener> listeners, String event, int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> listeners.stream()
                        .allMatch(listener -> listener.events(event).size() >= count));
    }

    private static void feed(String pool, int from, int to) {
        ids(pool, from, to).forEach(id -> feeder.feed(Records.fact(JobEventType.JOB_QUEUED, id, pool)));
    }

    private static List<String> ids(String pool, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> pool + "-" + i).toList();
    }

    private static List<String> jobs(Listener listener) {
        return listener.events("fact").stream()
                .map(event -> event.data().path("jobId").asText())
                .toList();
    }
}
