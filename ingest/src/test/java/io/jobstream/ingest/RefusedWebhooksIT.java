// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static io.jobstream.ingest.Senders.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each refusal is a problem document, and writes nothing. */
@OnCluster
class RefusedWebhooksIT {
    private static final String CLOUD_EVENT = """
            {"specversion": "1.0", "id": "1", "source": "/s", "type": "dev.cdevents.taskrun.started.0.3.0",
            "datacontenttype": "application/json", "data": {"subject": {"id": "r", "content": {}}}}""";

    private static TestCluster cluster;
    private static Gateway gateway;
    private long observed;
    private long requested;

    @BeforeAll
    static void start(TestCluster given) {
        cluster = given;
        gateway = new Gateway(
                IngestConfig.defaults().withSecrets(Senders.SECRETS), cluster.connection(), cluster.partitions());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void count() {
        observed = gateway.observationsEver();
        requested = gateway.requestsEver();
    }

    @AfterEach
    void nothingWasWritten() {
        assertThat(gateway.observationsEver()).isEqualTo(observed);
        assertThat(gateway.requestsEver()).isEqualTo(requested);
    }

    @Test
    void whoeverDoesNotKnowTheSecret() {
        byte[] job = payload("github/examples/workflow_job.queued.6.json");

        refused(
                403,
                gateway.post("/v1/webhooks/github", job, "X-GitHub-Event", "workflow_job", "X-GitHub-Delivery", "1"));
        refused(
                403,
                gateway.post(
                        "/v1/webhooks/github",
                        job,
                        "X-GitHub-Event",
                        "workflow_job",
                        "X-GitHub-Delivery",
                        "1",
                        "X-Hub-Signature-256",
                        "sha256=" + Senders.hmac("another", job)));
        for (String token : List.of("", "another", Senders.SECRET + "x", Senders.SECRET.substring(1))) {
            refused(
                    403,
                    gateway.post(
                            "/v1/webhooks/gitlab",
                            payload("gitlab/job.json"),
                            "X-Gitlab-Event",
                            "Job Hook",
                            "Idempotency-Key",
                            "1",
                            "X-Gitlab-Token",
                            token));
        }
        refused(403, gateway.post("/v1/webhooks/gitea", job, "X-Gitea-Event", "workflow_job", "X-Gitea-Delivery", "1"));
        refused(401, gateway.post("/v1/events/cdevents", CLOUD_EVENT, "Content-Type", "application/cloudevents+json"));
        refused(
                401,
                gateway.post(
                        "/v1/events/cdevents",
                        CLOUD_EVENT,
                        "Content-Type",
                        "application/cloudevents+json",
                        "Authorization",
                        "Bearer another"));
    }

    @Test
    void whatGitlabSignedLongAgo() {
        byte[] job = payload("gitlab/job.json");

        refused(403, Senders.gitlabSigned(gateway, job, Instant.now().minus(Duration.ofMinutes(6))));
        refused(403, Senders.gitlabSigned(gateway, job, Instant.now().plus(Duration.ofMinutes(6))));
    }

    @Test
    void everybodyWhereThereIsNoSecret() {
        try (Gateway open = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions())) {
            byte[] push = payload("gitea/push.json");

            refused(403, Senders.github(open, "push", push, "1"));
            refused(403, Senders.gitlab(open, "Push Hook", push, "1"));
            refused(403, Senders.gitea(open, "push", push, "1"));
            refused(403, Senders.cdevents(open, "application/cloudevents+json", bytes(CLOUD_EVENT)));
        }
    }

    @Test
    void bodiesThatAreNotAsTheyMustBe() {
        Map<String, UnaryOperator<byte[]>> faults = new LinkedHashMap<>();
        faults.put("nothing", body -> new byte[0]);
        faults.put("cut off", body -> Arrays.copyOf(body, body.length / 2));
        faults.put("no UTF-8", body -> inside(body, new byte[] {'"', 'x', '"', ':', '"', (byte) 0xC3, '"', ','}));
        faults.put("a NUL", body -> inside(body, bytes("\"x\":\"\0\",")));
        faults.put("a name twice", body -> inside(body, bytes("\"x\":1,\"x\":2,")));
        faults.put("too deep", body -> inside(body, bytes("\"x\":" + "[".repeat(99) + "]".repeat(99) + ",")));
        faults.put("an array", body -> bytes("[]"));
        faults.put("a text", body -> bytes("\"text\""));
        faults.put("no fields", body -> bytes("{}"));

        faults.forEach((fault, change) -> {
            refused(
                    400,
                    Senders.github(
                            gateway,
                            "workflow_job",
                            change.apply(payload("github/examples/workflow_job.queued.6.json")),
                            "1"));
            refused(400, Senders.github(gateway, "check_run", change.apply(bytes("{\"check_run\": 1}")), "1"));
            refused(400, Senders.gitlab(gateway, "Job Hook", change.apply(payload("gitlab/job.json")), "1"));
            refused(400, Senders.gitlab(gateway, "Pipeline Hook", change.apply(payload("gitlab/pipeline.json")), "1"));
            refused(400, Senders.gitlab(gateway, "Push Hook", change.apply(payload("gitlab/push.json")), "1"));
            refused(400, Senders.gitea(gateway, "workflow_job", change.apply(payload("gitea/workflow_job.json")), "1"));
            refused(400, Senders.cdevents(gateway, "application/cloudevents+json", change.apply(bytes(CLOUD_EVENT))));
        });
    }

    @Test
    void batchesInWhichOneIsWrong() {
        String noId = CLOUD_EVENT.replace("\"id\": \"1\",", "");
        String noSubject = CLOUD_EVENT.replace("\"id\": \"r\",", "");
        for (String wrong : List.of(noId, noSubject, "1", "{}")) {
            refused(
                    400,
                    Senders.cdevents(
                            gateway,
                            "application/cloudevents-batch+json",
                            bytes("[" + CLOUD_EVENT + "," + wrong + "]")));
        }
        refused(400, Senders.cdevents(gateway, "application/cloudevents-batch+json", bytes(CLOUD_EVENT)));
        refused(
                413,
                Senders.cdevents(
                        gateway,
                        "application/cloudevents-batch+json",
                        bytes("[" + (CLOUD_EVENT + ",").repeat(256) + CLOUD_EVENT + "]")));
    }

    @Test
    void whatHasNoDeliveryOrAnotherType() {
        byte[] job = payload("github/examples/workflow_job.queued.6.json");

        refused(400, Senders.github(gateway, "workflow_job", job, "not an id"));
        refused(400, Senders.gitlab(gateway, "Job Hook", payload("gitlab/job.json"), "x".repeat(65)));
        refused(
                415,
                gateway.post(
                        "/v1/webhooks/github",
                        job,
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "X-GitHub-Event",
                        "workflow_job",
                        "X-GitHub-Delivery",
                        "1",
                        "X-Hub-Signature-256",
                        "sha256=" + Senders.hmac(Senders.SECRET, job)));
        refused(415, Senders.cdevents(gateway, "application/json", bytes(CLOUD_EVENT)));
        refused(415, Senders.cdevents(gateway, "text/plain", bytes(CLOUD_EVENT), "ce-specversion", "1.0"));
        refused(400, Senders.cdevents(gateway, "application/json", bytes("{}"), "ce-specversion", "1.0"));
        refused(400, Senders.cdevents(gateway, "application/json", bytes("{}"), "ce-specversion", "0.1"));
    }

    private static void refused(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.response().body()).doesNotContain(Senders.SECRET);
    }

    /** Something after the first brace. */
    private static byte[] inside(byte[] body, byte[] more) {
        int at = 1;
        byte[] changed = new byte[body.length + more.length];
        System.arraycopy(body, 0, changed, 0, at);
        System.arraycopy(more, 0, changed, at, more.length);
        System.arraycopy(body, at, changed, at + more.length, body.length - at);
        return changed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
