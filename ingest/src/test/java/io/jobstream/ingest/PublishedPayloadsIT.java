// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static io.jobstream.ingest.Senders.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.ObservedState;
import io.jobstream.schemas.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the forges publish as examples of their payloads, whole. */
@OnCluster
class PublishedPayloadsIT {
    private static final String RULES = """
            rules:
              - name: all
                on: push
                repository: "**"
                branches: ["**"]
                tags: ["**"]
                pool: POOL
                pipeline:
                  jobs: [{name: build, script: make}]
              - name: reviews
                on: pull_request
                repository: "**"
                pool: POOL
                pipeline:
                  jobs: [{name: build, script: make}]
            """;

    @TempDir
    private static Path directory;

    private static Gateway gateway;

    @BeforeAll
    static void start(TestCluster cluster) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yaml"), RULES.replace("POOL", "published"));
        gateway = new Gateway(
                IngestConfig.defaults().withRules(rules).withSecrets(Senders.SECRETS),
                cluster.connection(),
                cluster.partitions());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void eachOfGithubsComesToSomethingOrIsPassedOverForAReason() throws Exception {
        Map<String, List<String>> became = new TreeMap<>();
        int number = 0;
        for (Path file : files("github/examples")) {
            String event = event(file.getFileName().toString());
            Answer answer = Senders.github(gateway, event, Files.readAllBytes(file), "github-" + number++);

            assertThat(answer.status()).as(file + ": " + answer.body()).isEqualTo(202);
            became.computeIfAbsent(event, name -> new ArrayList<>()).add(outcome(answer));
        }

        assertThat(became.get("workflow_job")).hasSize(8).containsOnly("observed 1");
        assertThat(became.get("check_run"))
                .hasSize(9)
                .contains("observed 1", "It is a job of GitHub Actions, which workflow_job tells of");
        assertThat(became.get("workflow_run")).hasSize(5).containsOnly("Its jobs are told by workflow_job");
        assertThat(became.get("push")).hasSize(7).contains("started 1", "It deletes the ref");
        assertThat(became.get("ping")).containsOnly("pong");
        assertThat(became.get("pull_request")).hasSize(3).contains("started 1", "It changes no commits");
    }

    @Test
    void githubsWorkflowJobsAreReadInFull() {
        Senders.github(gateway, "workflow_job", payload("github/examples/workflow_job.in_progress.5.json"), "w-1");
        JobObservation running = last("wolfy1339/github-events-schemas");

        assertThat(running.getState()).isEqualTo(ObservedState.RUNNING);
        assertThat(running.getSpec().getName()).isEqualTo("Do examples need to be regenerated?");
        assertThat(running.getSpec().getTenant()).isEqualTo("wolfy1339");
        assertThat(running.getSpec().getBranch()).isEqualTo("renovate/got-13.x");
        assertThat(running.getSpec().getCommit()).isEqualTo("eeeb91cc89453bff9ce51f450d8badd4eb41ae8b");
        assertThat(running.getSpec().getLabels()).containsExactly("ubuntu-latest");
        assertThat(running.getRun().getServer()).isEqualTo("github.com");
        assertThat(running.getRun().getRunId()).isEqualTo("5373506832");
        assertThat(running.getRun().getWorkflow()).isEqualTo("Test");
        assertThat(running.getRun().getRunner()).isEqualTo("GitHub Actions 6");
        assertThat(running.getRun().getUrl()).contains("/actions/runs/5373506832/jobs/");
        assertThat(running.getQueuedAt()).isEqualTo(Instant.parse("2023-06-26T03:31:29Z"));
        assertThat(running.getStartedAt()).isEqualTo(Instant.parse("2023-06-26T03:31:36Z"));

        Senders.github(gateway, "workflow_job", payload("github/examples/workflow_job.completed.2.json"), "w-2");
        JobObservation ended = last("Codertocat/Hello-World");
        assertThat(ended.getState()).isEqualTo(ObservedState.FINISHED);
        assertThat(ended.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended.getFinishedAt()).isEqualTo(Instant.parse("2021-08-05T10:38:16Z"));

        Senders.github(gateway, "workflow_job", payload("github/examples/workflow_job.waiting.8.json"), "w-3");
        JobObservation waiting = last("lineville/elastic-machines-testing");
        assertThat(waiting.getState()).isEqualTo(ObservedState.WAITING);
        assertThat(waiting.getStartedAt()).as("it is told, and means nothing").isNull();
    }

    @Test
    void gitlabsPipelineTellsOfItsJobs() {
        Answer answer = Senders.gitlab(gateway, "Pipeline Hook", payload("gitlab/pipeline.json"), "p-1");

        assertThat(outcome(answer)).isEqualTo("observed 5");
        List<JobObservation> jobs = gateway.observationsOf("gitlab-org/gitlab-test").stream()
                .filter(seen -> seen.getDeliveryId().equals("p-1"))
                .toList();
        assertThat(named(jobs, "production").getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(named(jobs, "production").getStartedAt()).isNull();
        assertThat(named(jobs, "staging").getState()).isEqualTo(ObservedState.WAITING);
        assertThat(named(jobs, "test-build").getCause()).isEqualTo(Cause.SCRIPT);
        JobObservation image = named(jobs, "test-image");
        assertThat(image.getOutcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(image.getStartedAt()).isEqualTo(Instant.parse("2016-08-12T15:26:12Z"));
        assertThat(image.getQueuedAt()).isEqualTo(image.getStartedAt().minusSeconds(196));
        assertThat(image.getSpec().getLabels()).containsExactly("docker", "linux", "shared-runner");
        assertThat(image.getRun().getRunner()).isEqualTo("shared-runners-manager-6.gitlab.com");
        assertThat(image.getRun().getUrl()).isEqualTo("http://192.168.64.1:3005/gitlab-org/gitlab-test/-/jobs/377");
        assertThat(jobs.stream().map(each -> each.getSpec().getPipelineId()).distinct())
                .hasSize(1);
    }

    @Test
    void gitlabsJobAndPushesAreRead() {
        assertThat(outcome(Senders.gitlab(gateway, "Job Hook", payload("gitlab/job.json"), "j-1")))
                .isEqualTo("observed 1");
        JobObservation job = last("gitlab-org/gitlab-test");
        assertThat(job.getSpec().getName()).isEqualTo("test");
        assertThat(job.getRun().getWorkflow()).isEqualTo("Build pipeline");
        assertThat(job.getCreatedAt()).isEqualTo(Instant.parse("2021-02-23T02:41:37.886Z"));

        assertThat(outcome(Senders.gitlab(gateway, "Push Hook", payload("gitlab/push.json"), "j-2")))
                .isEqualTo("started 1");
        assertThat(outcome(Senders.gitlab(gateway, "Tag Push Hook", payload("gitlab/tag_push.json"), "j-3")))
                .isEqualTo("started 1");
        assertThat(requests("gitlab:j-"))
                .extracting(each -> each.getJobs().get(0).getSpec().getBranch())
                .contains("master", "v1.0.0");
        assertThat(outcome(Senders.gitlab(gateway, "Issue Hook", payload("gitlab/push.json"), "j-4")))
                .isEqualTo("Nothing comes of this event");
        assertThat(outcome(Senders.gitlab(gateway, "Merge Request Hook", payload("gitlab/merge_request.json"), "j-5")))
                .isEqualTo("started 1");
        String fork = new String(payload("gitlab/merge_request.json"), StandardCharsets.UTF_8)
                .replaceFirst("awesome_space/awesome_project\",\n      \"default", "a_fork/of_it\",\n      \"default");
        assertThat(outcome(Senders.gitlab(gateway, "Merge Request Hook", bytes(fork), "j-6")))
                .isEqualTo("It comes from a fork");
    }

    @Test
    void giteasPushAndJobAreRead() {
        assertThat(outcome(Senders.gitea(gateway, "push", payload("gitea/push.json"), "g-1")))
                .isEqualTo("started 1");
        assertThat(outcome(Senders.gitea(gateway, "workflow_job", payload("gitea/workflow_job.json"), "g-2")))
                .isEqualTo("observed 1");
        JobObservation job = last("gitea/webhooks");
        assertThat(job.getRun().getProvider()).isEqualTo("gitea");
        assertThat(job.getRun().getServer()).isEqualTo("localhost:3000");
        assertThat(job.getRun().getRunAttempt()).isEqualTo(2);
        assertThat(job.getOutcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aSecretCanBeChangedWhileBothSidesRun() {
        byte[] job = payload("github/examples/workflow_job.queued.6.json");
        Answer old = gateway.post(
                "/v1/webhooks/github",
                job,
                "X-GitHub-Event",
                "workflow_job",
                "X-GitHub-Delivery",
                "s-1",
                "X-Hub-Signature-256",
                "sha256=" + Senders.hmac(Senders.OLD_SECRET, job));

        assertThat(old.status()).isEqualTo(202);
        assertThat(Senders.github(gateway, "workflow_job", job, "s-1").body()).isEqualTo(old.body());
        assertThat(Senders.gitlabSigned(gateway, payload("gitlab/job.json"), Instant.now())
                        .status())
                .isEqualTo(202);
    }

    @Test
    void cdeventsAreTakenInEachMode() {
        Map<String, String> runs = new TreeMap<>();
        for (String name : List.of(
                "pipelinerun_queued",
                "pipelinerun_started",
                "pipelinerun_finished",
                "taskrun_queued",
                "taskrun_started",
                "taskrun_finished")) {
            String event = new String(payload("cdevents/" + name + ".json"), StandardCharsets.UTF_8);
            Answer binary = binary(name, event);
            Answer structured =
                    Senders.cdevents(gateway, "application/cloudevents+json", bytes(structured(name, event)));

            assertThat(binary.status()).as(name + ": " + binary.body()).isEqualTo(202);
            assertThat(structured.body()).as(name).isEqualTo(binary.body());
            runs.put(name, binary.body().at("/observed/0").asText());
        }
        assertThat(runs.values().stream().distinct())
                .as("one pipeline run, one task run")
                .hasSize(2);
        JobObservation ended = last("event/source/123");
        assertThat(ended.getSpec().getName()).isEqualTo("myTask");
        assertThat(ended.getRun().getServer()).isEqualTo("/event/source/123");
        assertThat(ended.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(ended.getMessage()).isEqualTo("Something went wrong With some more details");
        assertThat(ended.getFinishedAt()).isEqualTo(Instant.parse("2023-03-20T14:27:05.315Z"));
    }

    @Test
    void cdeventsComeInBatchesToo() {
        String batch = Stream.of("taskrun_started", "testcaserun_finished", "taskrun_finished")
                .map(name ->
                        structured(name, new String(payload("cdevents/" + name + ".json"), StandardCharsets.UTF_8)))
                .collect(java.util.stream.Collectors.joining(",", "[", "]"));

        Answer answer = Senders.cdevents(gateway, "application/cloudevents-batch+json", bytes(batch));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("events").asInt()).isEqualTo(3);
        assertThat(answer.body().path("ignored").asInt()).isEqualTo(1);
        assertThat(answer.body().path("observed")).hasSize(1);
        assertThat(gateway.get("/metrics").response().body())
                .contains("jobstream_ingest_webhooks_total{event=\"taskrun\",forge=\"cdevents\",outcome=\"observed\"}")
                .contains("jobstream_ingest_webhooks_total{event=\"other\",forge=\"cdevents\",outcome=\"ignored\"}");
    }

    private static String event(String file) {
        return file.substring(0, file.indexOf('.'));
    }

    private static Answer binary(String name, String event) {
        return Senders.cdevents(
                gateway,
                "application/cdevents+json; charset=utf-8",
                bytes(event),
                "ce-specversion",
                "1.0",
                "ce-id",
                "271069a8-fc18-44f1-b38f-9d70a1695819",
                "ce-source",
                "/event/source/123",
                "ce-type",
                type(name),
                "ce-subject",
                "mySubject123",
                "ce-time",
                "2023-03-20T14:27:05.315384Z");
    }

    private static String structured(String name, String event) {
        return """
                {"specversion": "1.0", "id": "271069a8-fc18-44f1-b38f-9d70a1695819", "source": "/event/source/123",
                "type": "%s", "time": "2023-03-20T14:27:05.315384Z", "datacontenttype": "application/cdevents+json",
                "data": %s}""".formatted(type(name), event);
    }

    private static String type(String name) {
        return "dev.cdevents." + name.replace('_', '.') + ".0.3.0";
    }

    private static String outcome(Answer answer) {
        if (!answer.body().path("observed").isEmpty()) {
            return "observed " + answer.body().path("observed").size();
        } else if (!answer.body().path("started").isEmpty()) {
            return "started " + answer.body().path("started").size();
        }
        return answer.text("reason");
    }

    private static JobObservation last(String repository) {
        List<JobObservation> seen = gateway.observationsOf(repository);
        return seen.get(seen.size() - 1);
    }

    private static JobObservation named(List<JobObservation> jobs, String name) {
        return jobs.stream()
                .filter(job -> job.getSpec().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JobRequest> requests(String key) {
        return gateway.requestsOf("published").stream()
                .filter(request -> request.getIdempotency().getKey().startsWith(key))
                .toList();
    }

    private static List<Path> files(String folder) throws Exception {
        Path examples = Path.of(PublishedPayloadsIT.class.getResource(folder).toURI());
        try (Stream<Path> files = Files.list(examples)) {
            return files.sorted().toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
