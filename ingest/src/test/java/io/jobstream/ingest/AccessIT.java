// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.access.Gate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.json.Json;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gateway with authentication on. */
@OnCluster
class AccessIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Set<String> PUBLIC = Set.of(
            "GET /healthz",
            "GET /readyz",
            "GET /openapi.json",
            "POST /v1/session",
            "DELETE /v1/session",
            "POST /v1/webhooks/github",
            "POST /v1/webhooks/gitlab",
            "POST /v1/webhooks/gitea",
            "POST /v1/events/cdevents");

    private static KeyRing ring;
    private static Ingest ingest;
    private static HttpServer server;
    private static String operator;
    private static String acme;
    private static String other;

    @BeforeAll
    static void start(TestCluster cluster) {
        ring = KeyRing.start(cluster.connection(), cluster.partitions());
        ingest = Ingest.start(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
        server = HttpServer.start(
                HttpConfig.onLoopback(0),
                Gate.guarding(List.of(ring), new RateLimits(RateLimits.Rates.DEFAULT)),
                List.of(ring.endpoints(), ingest.endpoints()));
        operator = key(NewKey.mayEverything("operator"));
        acme = key(new NewKey("acme", EnumSet.allOf(Scope.class), Tenants.of(List.of("access-acme")), null));
        other = key(new NewKey("other", EnumSet.allOf(Scope.class), Tenants.of(List.of("access-other")), null));
        await().until(() -> send("GET", "/readyz", "", "").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
        ingest.close();
        ring.close();
    }

    /** Of the routes themselves and of the document, so that neither hides one from the other. */
    @Test
    void everyOperationNeedsACredentialUnlessItIsPublic() throws Exception {
        List<String> operations = new ArrayList<>(server.routes());
        JsonNode document = json(send("GET", "/openapi.json", "", ""));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(operations).contains("POST /v1/jobs", "DELETE /v1/keys/{id}", "GET /metrics");
        for (String operation : operations) {
            String[] words = operation.split(" ", 2);
            int status = send(words[0], words[1].replaceAll("\\{[a-z]+}", "x"), "{}", "")
                    .statusCode();
            if (PUBLIC.contains(operation)) {
                assertThat(status).as(operation).isNotEqualTo(401);
            } else {
                assertThat(status).as(operation).isEqualTo(401);
            }
        }
        assertThat(server.publicRoutes()).containsExactlyInAnyOrderElementsOf(PUBLIC);
        assertThat(server.undocumentedRoutes()).isEmpty();
    }

    @Test
    void aKeyOfOneTenantSubmitsForItAndForNoOther() throws Exception {
        String plain = "{\"name\": \"x\", \"script\": \"x\"}";

        HttpResponse<String> implied = send("POST", "/v1/jobs", plain, acme);
        assertThat(implied.statusCode()).isEqualTo(202);
        assertThat(json(implied).path("tenant").asText()).isEqualTo("access-acme");
        assertThat(send("POST", "/v1/jobs", job("access-other"), acme).statusCode())
                .isEqualTo(403);
        assertThat(send(
                                "POST",
                                "/v1/jobs",
                                "{\"name\": \"x\", \"script\": \"x\", \"repository\": \"access-other/x\"}",
                                acme)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(
                                "POST",
                                "/v1/pipelines",
                                "{\"tenant\": \"access-other\", \"jobs\": [{\"name\": \"x\", \"script\": \"x\"}]}",
                                acme)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/v1/jobs", job("access-other"), operator).statusCode())
                .isEqualTo(202);
    }

    @Test
    void nobodyCancelsAnothersJob() throws Exception {
        JsonNode submitted = json(send("POST", "/v1/jobs", job("access-acme"), acme));
        String jobId = submitted.path("jobId").asText();
        JsonNode pipeline = json(send(
                "POST",
                "/v1/pipelines",
                "{\"tenant\": \"access-acme\", \"jobs\": [{\"name\": \"x\", \"script\": \"x\"}]}",
                acme));
        String pipelineId = pipeline.path("pipelineId").asText();

        // As if there were none, whether the pool is named or not.
        for (String body : List.of("", "{\"pool\": \"default\"}")) {
            assertThat(send("POST", "/v1/jobs/" + jobId + "/cancel", body, other)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send("POST", "/v1/pipelines/" + pipelineId + "/cancel", body, other)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(send("POST", "/v1/jobs/unknown-job/cancel", body, other).statusCode())
                    .isEqualTo(404);
        }
        assertThat(send("POST", "/v1/jobs/" + jobId + "/cancel", "", acme).statusCode())
                .isEqualTo(202);
        assertThat(send("POST", "/v1/pipelines/" + pipelineId + "/cancel", "", operator)
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void nobodyChangesWhatAnotherTenantMayHave() throws Exception {
        String path = "/v1/tenants/access-acme/policy";

        assertThat(send("PUT", path, "{\"weight\": 2}", other).statusCode()).isEqualTo(403);
        assertThat(send("DELETE", path, "", other).statusCode()).isEqualTo(403);
        assertThat(send("PUT", path, "{\"weight\": 2}", acme).statusCode()).isEqualTo(202);
    }

    @Test
    void nobodySeesOrChangesRulesOfAnotherTenant() throws Exception {
        String rule =
                "{\"on\": \"outcome\", \"outcomes\": [\"FAILED\"], \"job\": {\"name\": \"x\", \"script\": \"x\"}}";
        String path = "/v1/triggers/mine";
        String dryRun = "{\"job\": {\"name\": \"x\", \"outcome\": \"FAILED\", \"tenant\": \"access-acme\"}}";

        HttpResponse<String> made = send("PUT", path, rule, acme);
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(json(made).path("tenant").asText()).isEqualTo("access-acme");
        assertThat(send("GET", path, "", acme).statusCode()).isEqualTo(200);
        assertThat(send("GET", path, "", other).statusCode()).isEqualTo(404);
        assertThat(send("GET", path + "?tenant=access-acme", "", other).statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", path + "?tenant=access-acme", "", other).statusCode())
                .isEqualTo(403);
        assertThat(send("PUT", path, rule.replace("{\"on\"", "{\"tenant\": \"access-acme\", \"on\""), other)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("PUT", path, rule.replace("{\"on\"", "{\"everyTenant\": true, \"on\""), acme)
                        .statusCode())
                .isEqualTo(403);
        assertThat(json(send("GET", "/v1/triggers", "", other)).path("items")).isEmpty();
        assertThat(json(send("GET", "/v1/triggers", "", operator)).path("items").findValuesAsText("rule"))
                .contains("access-acme/mine");
        assertThat(json(send("POST", "/v1/triggers:dry-run", dryRun, other)).path("rules"))
                .isEmpty();
        assertThat(json(send("POST", "/v1/triggers:dry-run", dryRun, acme))
                        .at("/rules/0/starts")
                        .asBoolean())
                .isTrue();
        assertThat(send("DELETE", path, "", acme).statusCode()).isEqualTo(204);
    }

    @Test
    void aKeyWithoutTheScopeIsRefused() throws Exception {
        String reads = key(new NewKey("reads", Set.of(Scope.JOBS_READ), Tenants.ALL, null));

        assertThat(send("POST", "/v1/jobs", job("access-acme"), reads).statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/v1/runners/x/drain", "", reads).statusCode()).isEqualTo(403);
        assertThat(send("GET", "/v1/keys", "", reads).statusCode()).isEqualTo(403);
    }

    @Test
    void keysAreMadeListedAndRevokedOverHttp() throws Exception {
        HttpResponse<String> made = send(
                "POST",
                "/v1/keys",
                "{\"name\": \"made\", \"scopes\": [\"jobs:write\"], \"tenants\": [\"access-acme\"]}",
                acme);
        assertThat(made.statusCode()).isEqualTo(201);
        String text = json(made).path("key").asText();
        String keyId = json(made).path("about").path("keyId").asText();
        assertThat(Duration.between(
                        java.time.Instant.now(),
                        java.time.Instant.parse(
                                json(made).path("about").path("expiresAt").asText())))
                .isBetween(Duration.ofDays(89), Duration.ofDays(90));
        assertThat(send("POST", "/v1/jobs", job("access-acme"), text).statusCode())
                .isEqualTo(202);

        HttpResponse<String> listed = send("GET", "/v1/keys", "", acme);
        assertThat(listed.body()).contains(keyId).doesNotContain(text.substring(17));
        assertThat(json(listed).path("items"))
                .filteredOn(item -> item.path("keyId").asText().equals(keyId))
                .allSatisfy(
                        item -> assertThat(item.path("lastUsedAt").isTextual()).isTrue());
        assertThat(send("GET", "/v1/keys", "", other).body()).doesNotContain(keyId);

        assertThat(send("DELETE", "/v1/keys/" + keyId, "", other).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/v1/keys/" + keyId, "", acme).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/v1/jobs", job("access-acme"), text).statusCode())
                .isEqualTo(401);
    }

    @Test
    void nobodyMakesAKeyThatMayMoreThanTheyMay() throws Exception {
        String admin = key(new NewKey("admin", Set.of(Scope.KEYS_ADMIN), Tenants.of(List.of("access-acme")), null));

        assertThat(send("POST", "/v1/keys", wish("keys:admin", "access-acme"), admin)
                        .statusCode())
                .isEqualTo(201);
        assertThat(send("POST", "/v1/keys", wish("jobs:read", "access-acme"), admin)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/v1/keys", wish("keys:admin", "*"), admin).statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/v1/keys", wish("keys:admin", "access-other"), admin)
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> mistaken =
                send("POST", "/v1/keys", "{\"scopes\": [\"root\"], \"expiresAt\": \"yesterday\"}", admin);
        assertThat(mistaken.statusCode()).isEqualTo(400);
        assertThat(mistaken.body()).contains("/name", "/scopes/0", "/tenants", "/expiresAt");
    }

    private static String wish(String scope, String tenant) {
        return "{\"name\": \"more\", \"scopes\": [\"" + scope + "\"], \"tenants\": [\"" + tenant + "\"]}";
    }

    private static String job(String tenant) {
        return "{\"name\": \"x\", \"script\": \"x\", \"tenant\": \"" + tenant + "\"}";
    }

    private static String key(NewKey wanted) {
        return ring.make(wanted, "test").join().text().text();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.MAPPER.readTree(response.body());
    }

    private static HttpResponse<String> send(String method, String path, String body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        if (!key.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
