// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.config.RoutesConfig;
import io.jobstream.http.Endpoints;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.ProblemException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final RateLimits.Rates PLENTY =
            new RateLimits.Rates(new Rate(10_000, 10_000), new Rate(10_000, 10_000));

    private final Table table = new Table();
    private final Things things = new Things();
    private HttpServer server = start(PLENTY);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void servesNoRouteThatDoesNotSayWhoMayHaveIt() {
        Endpoints undeclared = routes -> routes.get("/v1/open-by-mistake", ctx -> ctx.result("secret"));
        Endpoints doubtful =
                routes -> routes.get("/v1/doubtful", ctx -> ctx.result("secret"), Scope.JOBS_READ, Exempt.PUBLIC);

        for (Endpoints each : List.of(undeclared, doubtful)) {
            assertThatThrownBy(() -> HttpServer.start(HttpConfig.onLoopback(0), List.of(each)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must say which one scope");
        }
    }

    @Test
    void letsNobodyInWithoutAGoodCredential() throws Exception {
        HttpResponse<String> without = get("/v1/things/acme");
        HttpResponse<String> unknown = get("/v1/things/acme", "Authorization", "Bearer nobody");

        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"jobstream\"");
        assertThat(without.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.headers().firstValue("WWW-Authenticate").orElse("")).contains("invalid_token");
        for (String odd : List.of(
                "Basic cmVhZGVyOg==", "Bearer", "Bearer reader reader", "reader", "Bearer " + "x".repeat(9_000))) {
            assertThat(get("/v1/things/acme", "Authorization", odd).statusCode())
                    .as(odd)
                    .isEqualTo(401);
        }
    }

    @Test
    void twoCredentialsAreNone() throws Exception {
        HttpRequest twice = HttpRequest.newBuilder(server.uri().resolve("/v1/things/acme"))
                .header("Authorization", "Bearer reader")
                .header("Authorization", "Bearer writer")
                .build();

        assertThat(send(twice).statusCode()).isEqualTo(401);
    }

    @Test
    void headIsNoWayAround() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(server.uri().resolve("/v1/things/acme"))
                .method("HEAD", BodyPublishers.noBody())
                .build();

        // That there is such a path is no secret; the handler must not have been asked.
        assertThat(send(head).statusCode()).isEqualTo(200);
        assertThat(things.asked).hasValue(0);
    }

    @Test
    void whoLacksTheScopeIsToldWhichItIs() throws Exception {
        HttpResponse<String> refused = post("/v1/things/acme", "", "Authorization", "Bearer reader");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("jobs:write");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("insufficient_scope", "jobs:write");
        assertThat(post("/v1/things/acme", "", "Authorization", "Bearer writer").statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobodyActsForAnotherTenant() throws Exception {
        HttpResponse<String> refused = post("/v1/things/other", "", "Authorization", "Bearer writer");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Tenant other is not among");
    }

    @Test
    void whatCannotBeToldIsRefused() throws Exception {
        assertThat(get("/v1/things/acme", "Authorization", "Bearer unsure").statusCode())
                .isEqualTo(503);
    }

    @Test
    void strangersSeeOnlyWhatIsPublic() throws Exception {
        assertThat(server.publicRoutes())
                .containsExactlyInAnyOrder(
                        "POST /v1/session", "DELETE /v1/session", "GET /healthz", "GET /readyz", "GET /openapi.json");
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer reader").statusCode())
                .isEqualTo(403);
        assertThat(get("/openapi.json").body()).contains("\"jobs:write\"");
    }

    @Test
    void aBrowserSignsInWithACookieThatScriptsCannotReadAndOtherSitesCannotUse() throws Exception {
        HttpResponse<String> signedIn = post("/v1/session", "{\"token\": \"writer\"}");
        String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
        String sent = cookie.substring(0, cookie.indexOf(';'));
        String origin = server.uri().toString();

        assertThat(signedIn.statusCode()).isEqualTo(200);
        assertThat(signedIn.body()).contains("\"caller\":\"test:writer\"", "\"authentication\":true");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("writer");
        assertThat(get("/v1/session", "Cookie", sent).body()).contains("\"tenants\":[\"acme\"]");
        assertThat(get("/v1/things/acme", "Cookie", sent).statusCode()).isEqualTo(200);
        assertThat(post("/v1/things/acme", "", "Cookie", sent, "Origin", origin).statusCode())
                .isEqualTo(200);
        // No browser sends a write so: a program that has the cookie should have a key.
        assertThat(post("/v1/things/acme", "", "Cookie", sent).statusCode()).isEqualTo(403);
        assertThat(post("/v1/things/acme", "", "Cookie", sent, "Origin", "http://127.0.0.1:1")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSessionEndsWithItsCredentialAndWhenItIsSignedOut() throws Exception {
        String first = signIn("writer");
        String second = signIn("reader");

        HttpResponse<String> out = send(HttpRequest.newBuilder(server.uri().resolve("/v1/session"))
                .header("Cookie", first)
                .DELETE()
                .build());
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(get("/v1/session", "Cookie", first).statusCode()).isEqualTo(401);

        assertThat(get("/v1/session", "Cookie", second).statusCode()).isEqualTo(200);
        table.callers.remove("reader");
        assertThat(get("/v1/session", "Cookie", second).statusCode()).isEqualTo(401);
    }

    @Test
    void aFloodOnOneCredentialIsHeldBackAndOthersAreNot() throws Exception {
        server.close();
        server = start(new RateLimits.Rates(new Rate(1, 5), new Rate(1, 1_000)));
        int allowed = 0;
        HttpResponse<String> last = get("/v1/things/acme", "Authorization", "Bearer reader");
        while (last.statusCode() == 200 && allowed < 100) {
            allowed++;
            last = get("/v1/things/acme", "Authorization", "Bearer reader");
        }

        assertThat(allowed).isBetween(5, 10);
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(last.headers().firstValue("RateLimit")).hasValue("\"caller\";r=0;t=5");
        assertThat(last.headers().firstValue("RateLimit-Policy")).hasValue("\"caller\";q=5;w=5");
        assertThat(get("/v1/things/acme", "Authorization", "Bearer writer").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoAsksTooOftenWaitsForEachRefusal() throws Exception {
        server.close();
        server = start(new RateLimits.Rates(new Rate(1, 1), new Rate(1, 1_000)));
        long begin = System.nanoTime();
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statuses.add(
                    get("/v1/things/acme", "Authorization", "Bearer reader").statusCode());
        }

        int refused = Collections.frequency(statuses, 429);
        assertThat(refused).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200L * refused));
    }

    @Test
    void aTenantIsHeldToItsRateHoweverManyCredentialsItHas() throws Exception {
        server.close();
        server = start(new RateLimits.Rates(new Rate(1_000, 1_000), new Rate(1, 4)));
        int allowed = 0;
        HttpResponse<String> last;
        do {
            last = get("/v1/things/acme", "Authorization", "Bearer " + (allowed % 2 == 0 ? "reader" : "writer"));
            allowed++;
        } while (last.statusCode() == 200 && allowed < 100);

        assertThat(allowed).isBetween(5, 10);
        assertThat(last.headers().firstValue("RateLimit").orElse("")).contains("\"caller\";", "\"tenant\";r=0");
        // Whoever may act for all pays where the tenant is named.
        assertThat(post("/v1/things/acme", "", "Authorization", "Bearer operator")
                        .statusCode())
                .isEqualTo(429);
        assertThat(post("/v1/things/other", "", "Authorization", "Bearer operator")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyDecisionIsCounted() throws Exception {
        get("/v1/things/acme");
        post("/v1/things/acme", "", "Authorization", "Bearer reader");
        get("/v1/things/acme", "Authorization", "Bearer reader");

        assertThat(server.meters().scrape())
                .contains(
                        "jobstream_http_access_total{outcome=\"unauthenticated\"} 1.0",
                        "jobstream_http_access_total{outcome=\"scope_missing\"} 1.0",
                        "jobstream_http_access_total{outcome=\"allowed\"} 1.0");
    }

    private String signIn(String token) throws Exception {
        String cookie = post("/v1/session", "{\"token\": \"" + token + "\"}")
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpServer start(RateLimits.Rates rates) {
        return HttpServer.start(
                HttpConfig.onLoopback(0), Gate.guarding(List.of(table), new RateLimits(rates)), List.of(things));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(with(HttpRequest.newBuilder(server.uri().resolve(path)), headers)
                .build());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(with(HttpRequest.newBuilder(server.uri().resolve(path)), headers)
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(request, (name, value) -> true)
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Credentials in a table. */
    private static final class Table implements Authenticator {
        final Map<String, Caller> callers = new ConcurrentHashMap<>(Map.of(
                "reader", caller("reader", Tenants.of(List.of("acme")), Set.of(Scope.JOBS_READ)),
                "writer", caller("writer", Tenants.of(List.of("acme")), Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE)),
                "operator", caller("operator", Tenants.ALL, Scope.ALL)));

        @Override
        public boolean takes(String credential) {
            return true;
        }

        @Override
        public Optional<Identity> identify(String credential) {
            if (credential.equals("unsure")) {
                throw ProblemException.unavailable("Not known yet", Duration.ofSeconds(1));
            }
            return Optional.ofNullable(callers.get(credential))
                    .map(caller -> new Identity(caller, () -> callers.containsKey(credential)));
        }

        private static Caller caller(String name, Tenants tenants, Set<Scope> scopes) {
            return new Caller("test:" + name, tenants, scopes);
        }
    }

    private static final class Things implements Endpoints {
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public void addTo(RoutesConfig routes) {
            routes.get(
                    "/v1/things/{tenant}",
                    ctx -> {
                        asked.incrementAndGet();
                        ctx.result("things");
                    },
                    Scope.JOBS_READ);
            routes.post(
                    "/v1/things/{tenant}",
                    ctx -> {
                        Permit.of(ctx).requireTenant(ctx.pathParam("tenant"));
                        ctx.result("taken");
                    },
                    Scope.JOBS_WRITE);
        }

        @Override
        public com.fasterxml.jackson.databind.JsonNode openApi() {
            return io.jobstream.http.json.Json.MAPPER.valueToTree(Map.of(
                    "paths",
                    Map.of("/v1/things/{tenant}", Map.of("get", Map.of(), "post", Map.of("summary", "take")))));
        }
    }
}
