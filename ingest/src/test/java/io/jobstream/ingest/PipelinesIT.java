// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RequestedJob;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pipelines from submission to the record, and back to their end. */
@OnCluster
class PipelinesIT {
    private static Gateway gateway;

    @BeforeAll
    static void start(TestCluster cluster) {
        gateway = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
        await().until(() -> gateway.get("/readyz").status() == 200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void writesAPipelineAsOneRequest() {
        Answer answer = gateway.post("/v1/pipelines", """
                {"pool": "pipes", "repository": "acme/shop", "labels": ["linux"], "environment": {"A": "1", "B": "1"},
                 "jobs": [{"name": "build", "script": "make"},
                          {"name": "test", "needs": ["build"], "script": "make test", "labels": ["gpu"],
                           "environment": {"B": "2"}}]}
                """);

        assertThat(answer.status()).isEqualTo(202);
        JobRequest request = only(gateway.requestsOf("pipes"));
        JobSpec build = request.getJobs().get(0).getSpec();
        JobSpec test = request.getJobs().get(1).getSpec();
        assertThat(answer.body().at("/jobs/1/jobId").asText()).isEqualTo(test.getJobId());
        assertThat(List.of(build.getPipelineId(), test.getPipelineId())).containsOnly(answer.text("pipelineId"));
        assertThat(test.getNeeds()).containsExactly(build.getJobId());
        assertThat(build.getLabels()).containsExactly("linux");
        assertThat(test.getLabels()).containsExactly("gpu");
    }

    @Test
    void writesConditionsMatricesAndGroups() {
        Answer answer = gateway.post("/v1/pipelines", """
                {"pool": "matrices", "concurrency": {"group": "all", "limit": 3},
                 "jobs": [{"name": "test", "script": "make test",
                           "matrix": {"axes": {"jdk": [17, 25]}}},
                          {"name": "tell", "needs": ["test"], "when": "failure", "script": "./tell",
                           "concurrency": {"group": "tell", "cancelInProgress": true}}]}
                """);

        assertThat(answer.status()).isEqualTo(202);
        List<JobSpec> specs = only(gateway.requestsOf("matrices")).getJobs().stream()
                .map(RequestedJob::getSpec)
                .toList();
        assertThat(answer.body().path("jobs"))
                .extracting(job -> job.path("name").asText())
                .containsExactly("test (17)", "test (25)", "tell");
        assertThat(answer.body().path("jobs"))
                .extracting(job -> job.path("jobId").asText())
                .isEqualTo(specs.stream().map(JobSpec::getJobId).toList());
        assertThat(specs)
                .extracting(JobSpec::getConcurrencyGroup)
                .containsExactly(
                        new ConcurrencyGroup("all", 3, false),
                        new ConcurrencyGroup("all", 3, false),
                        new ConcurrencyGroup("tell", 1, true));
        assertThat(specs.get(2).getNeedsCondition()).isEqualTo(NeedsCondition.FAILURE);
        assertThat(specs.get(2).getNeeds())
                .containsExactly(specs.get(0).getJobId(), specs.get(1).getJobId());
    }

    @Test
    void takesConditionsAndMatricesInPipelinesOnly() {
        assertThat(gateway.post(
                                "/v1/jobs",
                                "{\"name\": \"a\", \"script\": \"x\", \"when\": \"always\","
                                        + " \"matrix\": {\"axes\": {}}}")
                        .pointers())
                .containsExactlyInAnyOrder("/when", "/matrix");
        assertThat(gateway.post(
                                "/v1/jobs",
                                "{\"name\": \"a\", \"pool\": \"grouped\", \"script\": \"x\","
                                        + " \"concurrency\": {\"group\": \"g\"}}")
                        .status())
                .isEqualTo(202);
        assertThat(only(gateway.requestsOf("grouped"))
                        .getJobs()
                        .get(0)
                        .getSpec()
                        .getConcurrencyGroup())
                .isEqualTo(new ConcurrencyGroup("g", 1, false));
    }

    @Test
    void cancelsAPipelineItKnowsInItsPool() {
        String id = gateway.post(
                        "/v1/pipelines",
                        "{\"pool\": \"cancels-pipe\", \"jobs\": [{\"name\": \"a\", \"script\": \"x\"}]}")
                .text("pipelineId");

        Answer answer = gateway.post("/v1/pipelines/" + id + "/cancel", "{\"reason\": \"wrong branch\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().toString()).isEqualTo("{\"pipelineId\":\"" + id + "\",\"pool\":\"cancels-pipe\"}");
        JobCancellation cancellation = only(gateway.cancellationsOf("cancels-pipe"));
        assertThat(cancellation.getPipelineId()).isEqualTo(id);
        assertThat(cancellation.getJobId()).isEmpty();
        assertThat(cancellation.getReason()).isEqualTo("wrong branch");
        assertThat(gateway.post("/v1/pipelines/" + id + "/cancel", "{\"pool\": \"other\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void cancelsAPipelineItDoesNotKnowOnlyWithItsPool() {
        assertThat(gateway.post("/v1/pipelines/no-such-pipeline/cancel", "").status())
                .isEqualTo(404);

        Answer answer = gateway.post("/v1/pipelines/no-such-pipeline/cancel", "{\"pool\": \"unknown-pipeline\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(only(gateway.cancellationsOf("unknown-pipeline")).getPipelineId())
                .isEqualTo("no-such-pipeline");
    }

    private static <T> T only(List<T> elements) {
        assertThat(elements).hasSize(1);
        return elements.get(0);
    }
}
