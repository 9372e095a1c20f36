// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.JobRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrokerAwayIT {
    private static final IngestConfig CONFIG = new IngestConfig(
            null,
            null,
            WebhookSecrets.NONE,
            new RequestLog.Bounds(4, 1024 * 1024, Duration.ofSeconds(3)),
            Duration.ofHours(24),
            1_000,
            null);
    private static final String JOB = "{\"name\": \"a job\", \"pool\": \"away\", \"script\": \"true\"}";

    @Test
    void saysThatItDoesNotKnowAndTheSameKeyLaterGivesTheSameJob() {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                Gateway gateway = new Gateway(CONFIG, cluster.connection(), cluster.partitions())) {
            String known =
                    gateway.post("/v1/jobs", JOB, "Idempotency-Key", "known").text("jobId");
            cluster.stopBroker();

            long start = System.nanoTime();
            List<CompletableFuture<Answer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> gateway.post("/v1/jobs", JOB, "Idempotency-Key", "away-" + i % 8)))
                    .toList();
            answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(503));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(took).isLessThan(Duration.ofSeconds(9));
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(
                                    answer.join().response().headers().firstValue("Retry-After"))
                            .isPresent());
            assertThat(gateway.post("/v1/jobs", JOB, "Idempotency-Key", "known").text("jobId"))
                    .isEqualTo(known);

            cluster.startBroker();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.post("/v1/jobs", JOB, "Idempotency-Key", "away-0")
                                    .status()
                            == 202);
            String first =
                    gateway.post("/v1/jobs", JOB, "Idempotency-Key", "away-0").text("jobId");
            String again =
                    gateway.post("/v1/jobs", JOB, "Idempotency-Key", "away-0").text("jobId");

            assertThat(again).isEqualTo(first);
            List<JobRequest> requests = gateway.requestsOf("away");
            assertThat(requests)
                    .extracting(request -> request.getJobs().get(0).getSpec().getJobId())
                    .contains(first, known);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> gateway.get("/readyz").status() == 200);
        }
    }
}
