// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class LogStreamIT {
    private static Feeder feeder;
    private static Served served;

    @BeforeAll
    static void start(TestCluster cluster) {
        feeder = new Feeder(cluster);
        served = Served.start(cluster);
    }

    @AfterAll
    static void stop() throws IOException {
        served.close();
        feeder.close();
    }

    @Test
    void streamsALogWhileItIsWrittenAndEndsWithTheJob() {
        run("log-live");
        feeder.feed(Records.chunk("log-live", 1, 0, "one\n", false));
        try (Listener listener = served.listen("/v1/jobs/log-live/logs")) {
            listener.awaitEvents("log", 1);
            feeder.feed(Records.chunk("log-live", 1, 1, "two\n", true));
            feeder.feed(Records.settled("log-live", "log-pool", 9).build());

            listener.awaitEvents("end", 1);
            assertThat(listener.log()).isEqualTo("one\ntwo\n");
            assertThat(listener.events("end").get(0).data().path("outcome").asText())
                    .isEqualTo("SUCCEEDED");
            await().until(listener::ended);
        }
    }

    @Test
    void goesOnAfterTheLastEventThatAClientSaw() {
        run("log-resumed");
        feeder.feed(Records.chunk("log-resumed", 1, 0, "a", false));
        String seen;
        try (Listener first = served.listen("/v1/jobs/log-resumed/logs")) {
            first.awaitEvents("log", 1);
            seen = first.events("log").get(0).id();
        }
        feeder.feed(Records.chunk("log-resumed", 1, 1, "b", false));
        feeder.feed(Records.chunk("log-resumed", 1, 2, "c", true));
        feeder.feed(Records.settled("log-resumed", "log-pool", 9).build());

        try (Listener second = served.listen("/v1/jobs/log-resumed/logs", seen)) {
            second.awaitEvents("end", 1);
            assertThat(second.log()).isEqualTo("bc");
        }
    }

    @Test
    void readsALogThatWasWrittenBeforeThisCopyStarted(TestCluster cluster) {
        run("log-old");
        List<String> lines =
                IntStream.range(0, 300).mapToObj(i -> "line " + i + "\n").toList();
        for (int i = 0; i < lines.size(); i++) {
            feeder.feed(Records.chunk("log-old", 1, i, lines.get(i), i == lines.size() - 1));
        }
        feeder.feed(Records.settled("log-old", "log-pool", 9).build());

        try (Served another = Served.start(cluster);
                Listener listener = another.listen("/v1/jobs/log-old/logs")) {
            listener.awaitEvents("end", 1);
            assertThat(listener.log()).isEqualTo(String.join("", lines));
        }
    }

    @Test
    void joinsCharactersThatAChunkCutEvenAcrossAReconnect() {
        byte[] euro = "€".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        run("log-cut");
        feeder.feed(Records.chunk("log-cut", 1, 0, new byte[] {'x', euro[0], euro[1]}, false));
        String seen;
        try (Listener first = served.listen("/v1/jobs/log-cut/logs")) {
            first.awaitEvents("log", 1);
            assertThat(first.log()).isEqualTo("x");
            seen = first.lastEventId();
        }
        feeder.feed(Records.chunk("log-cut", 1, 1, new byte[] {euro[2], 'y'}, true));
        try (Listener second = served.listen("/v1/jobs/log-cut/logs", seen)) {
            second.awaitEvents("log", 1);
            assertThat(second.log()).isEqualTo("€y");
        }
    }

    @Test
    void showsOneAttemptWhenAsked() {
        run("log-attempts");
        feeder.feed(Records.chunk("log-attempts", 1, 0, "first", false));
        feeder.feed(Records.chunk("log-attempts", 2, 0, "second", true));

        try (Listener listener = served.listen("/v1/jobs/log-attempts/logs?attempt=2")) {
            listener.awaitEvents("log", 1);
            assertThat(listener.log()).isEqualTo("second");
        }
    }

    @Test
    void beginsAgainWithAResetWhenTheIdIsOfNoUse() {
        run("log-reset");
        feeder.feed(Records.chunk("log-reset", 1, 0, "all of it", true));

        try (Listener listener = served.listen("/v1/jobs/log-reset/logs", "bm9uc2Vuc2U")) {
            listener.awaitEvents("log", 1);
            assertThat(listener.events("reset")).hasSize(1);
            assertThat(listener.log()).isEqualTo("all of it");
        }
    }

    private static void run(String jobId) {
        feeder.feed(Records.running(jobId, "log-pool", 1).build());
        await().until(() -> served.get("/v1/jobs/" + jobId).statusCode() == 200);
    }
}
