// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.RoutesConfig;
import io.jobstream.health.Health;
import io.jobstream.http.access.Scope;
import io.jobstream.http.json.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static volatile Health health = Health.READY;
    private static final int BODY_BYTES_MAX = 1_000;
    private static HttpServer server;

    @BeforeAll
    static void start() {
        HttpLimits limits = HttpLimits.DEFAULT.withBodyBytesMax(BODY_BYTES_MAX);
        server = HttpServer.start(HttpConfig.onLoopback(0).with(limits), List.of(new Sample()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersJsonWithSecurityHeadersAndARequestId() throws Exception {
        HttpResponse<String> response = get("/v1/sample/7");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"id\":\"7\"}");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void keepsARequestIdThatIsHarmlessAndReplacesOneThatIsNot() throws Exception {
        assertThat(get("/healthz", "X-Request-Id", "abc-1").headers().firstValue("X-Request-Id"))
                .contains("abc-1");
        assertThat(get("/healthz", "X-Request-Id", "a b<c>").headers().firstValue("X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(id).doesNotContain("<"));
    }

    @Test
    void saysWhatItDoesNotHave() throws Exception {
        assertProblem(get("/v1/nothing"), 404);
        assertProblem(get("/favicon.ico"), 404);
        HttpResponse<String> wrongMethod = send(request("/v1/sample/7").DELETE());
        assertProblem(wrongMethod, 405);
        assertThat(wrongMethod.body()).contains("GET");
    }

    @Test
    void hidesWhatAnUnexpectedErrorSays() throws Exception {
        for (String path : List.of("/v1/broken", "/v1/broken-later")) {
            HttpResponse<String> response = get(path);

            JsonNode problem = assertProblem(response, 500);
            assertThat(response.body()).doesNotContain("secret");
            assertThat(problem.path("requestId").asText())
                    .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        }
    }

    @Test
    void survivesAnErrorOfTheVirtualMachine() throws Exception {
        HttpResponse<String> response = get("/v1/overflowing");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("at io.jobstream");
    }

    @Test
    void namesEachWrongFieldInAProblem() throws Exception {
        JsonNode problem = assertProblem(get("/v1/refusing"), 400);

        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/a");
        assertThat(problem.at("/errors/1/detail").asText()).isEqualTo("second");
    }

    @Test
    void saysWhenToComeBack() throws Exception {
        HttpResponse<String> response = get("/v1/busy");

        assertProblem(response, 503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void refusesBodiesOverTheLimitHoweverTheyCome() throws Exception {
        String tooMuch = "\"" + "x".repeat(BODY_BYTES_MAX) + "\"";

        assertProblem(post("/v1/echo", tooMuch, "Content-Type", "application/json"), 413);
        HttpRequest chunked = request("/v1/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooMuch.getBytes(UTF_8))))
                .build();
        assertProblem(CLIENT.send(chunked, BodyHandlers.ofString()), 413);
    }

    /** What a client has not read is lost to it when the connection is reset under what it still sends. */
    @Test
    void saysThatABodyIsTooLargeWhileItIsStillBeingSent() throws Exception {
        String muchTooMuch = "\"" + "x".repeat(8 * 1024 * 1024) + "\"";
        for (int i = 0; i < 20; i++) {
            assertProblem(post("/v1/echo", muchTooMuch, "Content-Type", "application/json"), 413);
        }
    }

    @Test
    void readsJsonOnlyWhenItIsSaidToBeJson() throws Exception {
        assertThat(post("/v1/echo", "{}", "Content-Type", "application/json; charset=UTF-8")
                        .body())
                .isEqualTo("{}");
        assertProblem(post("/v1/echo", "{}", "Content-Type", "text/plain"), 415);
        assertProblem(post("/v1/echo", "a=b", "Content-Type", "application/x-www-form-urlencoded"), 415);
        assertProblem(post("/v1/echo", "{}", "Content-Type", "application/json; charset=utf-16"), 415);
        assertProblem(post("/v1/echo", "{}", "X-None", "none"), 415);
    }

    @Test
    void refusesWritesFromPagesOfOtherOrigins() throws Exception {
        for (String origin : List.of("https://evil.example", "null", "http://localhost:1", "%%%")) {
            assertProblem(raw("POST", "127.0.0.1:" + server.port(), "Origin: " + origin), 403);
        }
        assertProblem(raw("POST", "127.0.0.1:" + server.port(), "Sec-Fetch-Site: cross-site"), 403);
        assertThat(raw("POST", "127.0.0.1:" + server.port(), "Origin: http://127.0.0.1:" + server.port()))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1:8080", "[::2]"})
    void refusesForeignHostNamesOnLoopback(String host) {
        assertProblem(raw("GET", host, "X-None: none"), 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.8.9.1:1", "[::1]:8080"})
    void answersToLoopbackNames(String host) {
        assertThat(raw("GET", host, "X-None: none")).startsWith("HTTP/1.1 405");
    }

    @Test
    void refusesHeadersThatAreTooLargeAndRequestsThatAreNone() {
        assertProblem(raw("GET", "localhost", "X-Large: " + "x".repeat(40_000)), 431);
        assertProblem(new RawHttp(server.port()).send("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400);
        assertThat(new RawHttp(server.port()).send("NONSENSE\r\n\r\n")).contains("400");
    }

    @Test
    void isReadyWhenAllItsServicesAre() throws Exception {
        assertThat(get("/readyz").body()).isEqualTo("{\"ready\":true,\"problems\":[],\"warnings\":[]}");

        health = Health.notReady("catching up");
        HttpResponse<String> response = get("/readyz");
        health = Health.READY;

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("catching up");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void showsMetricsInTheFormatAskedFor() throws Exception {
        get("/v1/sample/8");
        get("/v1/no-such-path");

        HttpResponse<String> text = get("/metrics");
        HttpResponse<String> openMetrics = get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(text.body())
                .contains("sample_things_total 1.0", "route=\"/v1/sample/{id}\"")
                .containsPattern("http_server_requests_seconds_bucket\\{[^}]*le=\"0.025\"");
        assertThat(text.body()).doesNotContain("no-such-path");
        assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(openMetrics.body()).endsWith("# EOF\n");
    }

    @Test
    void mergesTheDocumentsOfItsServicesAndKnowsWhichRoutesTheyLeaveOut() throws Exception {
        JsonNode document = Json.MAPPER.readTree(get("/openapi.json").body());

        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(document.path("paths").has("/readyz")).isTrue();
        assertThat(document.path("paths").path("/v1/sample/{id}").has("get")).isTrue();
        assertThat(server.undocumentedRoutes()).contains("POST /v1/echo").doesNotContain("GET /v1/sample/{id}");
    }

    @Test
    void finishesRequestsInFlightWhenItStops() throws Exception {
        Sample sample = new Sample();
        HttpServer stopping = HttpServer.start(HttpConfig.onLoopback(0), List.of(sample));
        CompletableFuture<HttpResponse<String>> slow = CLIENT.sendAsync(
                HttpRequest.newBuilder(stopping.uri().resolve("/v1/slow")).build(), BodyHandlers.ofString());
        sample.slowStarted.await();

        stopping.close();

        assertThat(slow.get().statusCode()).isEqualTo(200);
        assertThat(slow.get().body()).isEqualTo("done");
    }

    @Test
    void namesThePortThatIsTaken() {
        assertThatThrownBy(() -> HttpServer.start(HttpConfig.onLoopback(server.port()), List.of()))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("Port " + server.port() + " on 127.0.0.1 is taken");
    }

    @Test
    void bindsBeyondLoopbackOnlyWhenToldSoInSoManyWords() {
        HttpConfig reachable = new HttpConfig("0.0.0.0", 0, false);
        assertThatThrownBy(() -> HttpServer.start(reachable, List.of()))
                .hasMessageContaining("--without-authentication");
        assertThatThrownBy(() -> new HttpConfig("no.such.host.invalid", 0, false))
                .hasMessageContaining("No such");

        try (HttpServer open = HttpServer.start(new HttpConfig("0.0.0.0", 0, true), List.of())) {
            assertThat(open.uri().getHost()).isEqualTo("127.0.0.1");
            assertThat(new RawHttp(open.port())
                            .send("GET /healthz HTTP/1.1\r\nHost: ci.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri().resolve(path));
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(request(path).headers(headers).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String raw(String method, String host, String header) {
        return new RawHttp(server.port())
                .send(method + " /v1/echo HTTP/1.1\r\nHost: " + host + "\r\n" + header
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        JsonNode problem = Json.MAPPER.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static void assertProblem(String response, int status) {
        assertThat(response).startsWith("HTTP/1.1 " + status);
        assertThat(response).containsIgnoringCase("Content-Type: application/problem+json");
    }

    private static final class Sample implements Endpoints {
        private final CountDownLatch slowStarted = new CountDownLatch(1);
        private final CountDownLatch stopping = new CountDownLatch(1);

        @Override
        public void addTo(RoutesConfig routes) {
            routes.get("/v1/sample/{id}", ctx -> ctx.json(Map.of("id", ctx.pathParam("id"))), Scope.JOBS_READ);
            routes.post("/v1/echo", ctx -> ctx.json(RequestBody.json(ctx)), Scope.JOBS_WRITE);
            routes.get(
                    "/v1/broken",
                    ctx -> {
                        throw new IllegalStateException("secret");
                    },
                    Scope.JOBS_READ);
            routes.get(
                    "/v1/broken-later",
                    ctx -> ctx.future(() -> CompletableFuture.supplyAsync(() -> {
                        throw new IllegalStateException("secret");
                    })),
                    Scope.JOBS_READ);
            routes.get("/v1/overflowing", ctx -> overflow(1), Scope.JOBS_READ);
            routes.get(
                    "/v1/refusing",
                    ctx -> {
                        throw ProblemException.invalid(
                                List.of(new FieldError("/a", "first"), new FieldError("/b", "second")));
                    },
                    Scope.JOBS_READ);
            routes.get(
                    "/v1/busy",
                    ctx -> {
                        throw ProblemException.unavailable("busy", Duration.ofSeconds(5));
                    },
                    Scope.JOBS_READ);
            routes.get(
                    "/v1/slow",
                    ctx -> {
                        slowStarted.countDown();
                        stopping.await();
                        ctx.result("done");
                    },
                    Scope.JOBS_READ);
        }

        @Override
        public Health health() {
            return health;
        }

        @Override
        public void meter(MeterRegistry meters) {
            meters.counter("sample.things").increment();
        }

        @Override
        public JsonNode openApi() {
            var document = JsonNodeFactory.instance.objectNode();
            document.putObject("paths").putObject("/v1/sample/{id}").putObject("get");
            return document;
        }

        @Override
        public void stopping() {
            stopping.countDown();
        }

        @SuppressWarnings("InfiniteRecursion")
        private static int overflow(int depth) {
            return overflow(depth + 1) + 1;
        }
    }
}
