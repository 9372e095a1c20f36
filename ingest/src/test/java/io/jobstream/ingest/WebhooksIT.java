// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.ingest.files.InvalidFileException;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.RequestSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class WebhooksIT {
    private static final String SECRET = "It's a Secret to Everybody";
    private static final String PATH = "/v1/webhooks/github";
    private static final String RULES = """
            rules:
              - name: build
                on: push
                repository: Codertocat/*
                branches: [master, "release/**"]
                pool: POOL
                pipeline:
                  jobs:
                    - {name: compile, script: make}
                    - {name: test, needs: [compile], script: make test}
              - name: docs
                on: push
                repository: "**"
                paths: ["docs/**"]
                pool: POOL
                pipeline:
                  jobs: [{name: docs, script: make docs}]
              - name: lint
                on: push
                repository: "**"
                paths: ["*.js"]
                pool: POOL
                pipeline:
                  jobs: [{name: lint, script: make lint}]
            """;

    private static TestCluster cluster;

    @TempDir
    private static Path directory;

    private static Path rules;
    private static Gateway gateway;

    @BeforeAll
    static void start(TestCluster given) throws IOException {
        cluster = given;
        rules = directory.resolve("rules.yaml");
        Files.writeString(rules, RULES.replace("POOL", "pushes"));
        gateway = gateway(rules);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void startsOneRequestForEachRuleThatMatches() throws Exception {
        Answer answer = deliver("push", "push.json", "72d3162e-cc78-11e3-81ab-4c9367dc0958");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().at("/started/0/rule").asText()).isEqualTo("build");
        assertThat(answer.body().at("/started/1/rule").asText()).isEqualTo("docs");
        assertThat(answer.body().at("/started")).hasSize(2);
        List<JobRequest> requests = requestsOf("72d3162e");
        assertThat(requests).hasSize(2);
        JobRequest build = requests.stream()
                .filter(request -> request.getJobs().size() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(build.getSource()).isEqualTo(RequestSource.WEBHOOK);
        assertThat(build.getJobs().get(0).getSpec().getRepository()).isEqualTo("Codertocat/Hello-World");
        assertThat(build.getJobs().get(0).getSpec().getTenant()).isEqualTo("Codertocat");
        assertThat(build.getJobs().get(0).getSpec().getBranch()).isEqualTo("master");
        assertThat(build.getJobs().get(0).getSpec().getCommit()).isEqualTo("f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
        try (AvroCodec codec = AvroCodec.of(cluster.connection())) {
            JobWork work = codec.decodeWork(build.getJobs().get(0).getWork());
            assertThat(work.getScript()).isEqualTo("make");
            assertThat(work.getCheckout().getUrl()).isEqualTo("https://github.com/Codertocat/Hello-World.git");
            assertThat(work.getCheckout().getRef()).isEqualTo("f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
            assertThat(work.getEnvironment())
                    .containsEntry("CI", "true")
                    .containsEntry("CI_BRANCH", "master")
                    .containsEntry("CI_ACTOR", "Codertocat");
        }
    }

    @Test
    void startsNothingTwiceWhenADeliveryIsRepeated() {
        Answer first = deliver("push", "push.json", "aaaaaaaa-0001");
        Answer second = deliver("push", "push.json", "aaaaaaaa-0001");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(requestsOf("aaaaaaaa-0001")).hasSize(2);
    }

    @Test
    void believesNothingWithoutTheRightSignature() {
        byte[] body = payload("push.json");
        long before = gateway.requestsEver();

        assertThat(gateway.post(PATH, body, "X-GitHub-Event", "push", "X-GitHub-Delivery", "b-1")
                        .status())
                .isEqualTo(403);
        for (String signature : List.of(
                sign(body).replace("sha256=", "sha1="),
                sign(body).substring(0, 70),
                sign("other".getBytes(StandardCharsets.UTF_8)),
                "sha256=" + "0".repeat(64),
                "nonsense")) {
            assertThat(gateway.post(
                                    PATH,
                                    body,
                                    "X-GitHub-Event",
                                    "push",
                                    "X-GitHub-Delivery",
                                    "b-1",
                                    "X-Hub-Signature-256",
                                    signature)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(gateway.requestsEver()).isEqualTo(before);
    }

    @Test
    void answersPingsAndPassesOverWhatStartsNothing() {
        long before = gateway.requestsEver();

        assertThat(deliver("ping", "ping.json", "c-1").text("reason")).isEqualTo("pong");
        assertThat(deliver("push", "push-deleted-tag.json", "c-2").text("reason"))
                .contains("deletes");
        Answer issues = deliver("issues", "ping.json", "c-3");

        assertThat(issues.status()).isEqualTo(202);
        assertThat(issues.text("event")).isEqualTo("other");
        assertThat(gateway.requestsEver()).isEqualTo(before);
        assertThat(gateway.get("/metrics").response().body())
                .contains("jobstream_ingest_webhooks_total{event=\"ping\",forge=\"github\",outcome=\"pong\"}")
                .doesNotContain("event=\"issues\"");
    }

    @Test
    void refusesSignedBodiesThatAreNoPushes() {
        assertThat(deliver("push", "{\"ref\": \"refs/heads/main\"}".getBytes(StandardCharsets.UTF_8), "d-1")
                        .pointers())
                .contains("/repository/full_name", "/after");
        assertThat(deliver("push", "{".getBytes(StandardCharsets.UTF_8), "d-2").status())
                .isEqualTo(400);
        assertThat(deliver("push", "push.json", "not an id").status()).isEqualTo(400);
    }

    @Test
    void takesUpChangedRulesAndKeepsTheOldOnesWhenTheFileIsBad() throws Exception {
        Path file = directory.resolve("changing.yaml");
        Files.writeString(file, RULES.replace("POOL", "before"));
        try (Gateway changing = gateway(file)) {
            Files.writeString(file, "rules:\n  - name: build\n    on: pull\n");

            await().until(() -> changing.get("/readyz").response().body().contains("changing.yaml:3:5: /rules/0/on"));
            assertThat(changing.get("/readyz").status()).isEqualTo(200);
            assertThat(changing.get("/metrics").response().body()).contains("jobstream_ingest_rules_refused 1.0");
            assertThat(push(changing, "e-1").body().at("/started/0/pool").asText())
                    .isEqualTo("before");

            Files.writeString(file, RULES.replace("POOL", "after"));

            await().until(() ->
                    push(changing, "e-2").body().at("/started/0/pool").asText().equals("after"));
            assertThat(changing.get("/readyz").response().body()).contains("\"warnings\":[]");
        }
    }

    @Test
    void doesNotStartWithRulesThatItCannotUse() throws Exception {
        Path bad = directory.resolve("bad.yaml");
        Files.writeString(bad, "rules: [\n");

        assertThatThrownBy(() -> gateway(bad))
                .isInstanceOf(InvalidFileException.class)
                .hasMessageContaining("bad.yaml:2");
    }

    private static Gateway gateway(Path file) {
        Gateway started = new Gateway(
                IngestConfig.defaults().withRules(file).withGithubSecret(SECRET),
                cluster.connection(),
                cluster.partitions());
        await().until(() -> started.get("/readyz").status() == 200);
        return started;
    }

    private static List<JobRequest> requestsOf(String delivery) {
        return gateway.requestsOf("pushes").stream()
                .filter(request -> request.getIdempotency().getKey().contains(delivery))
                .toList();
    }

    private static Answer push(Gateway to, String delivery) {
        return deliver(to, "push", payload("push.json"), delivery);
    }

    private static Answer deliver(String event, String resource, String delivery) {
        return deliver(event, payload(resource), delivery);
    }

    private static Answer deliver(String event, byte[] body, String delivery) {
        return deliver(gateway, event, body, delivery);
    }

    private static Answer deliver(Gateway to, String event, byte[] body, String delivery) {
        return to.post(
                PATH, body, "X-GitHub-Event", event, "X-GitHub-Delivery", delivery, "X-Hub-Signature-256", sign(body));
    }

    private static byte[] payload(String resource) {
        try (InputStream in = WebhooksIT.class.getResourceAsStream("github/" + resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
