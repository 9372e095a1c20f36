// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.badinput;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.keys.NewKey;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.standalone.services.AccessSettings;
import io.jobstream.standalone.services.AuditSettings;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each documented operation is sent what is wrong in every way: it names the mistake, writes nothing, and never fails.
 */
class BadInputIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final Rate NO_LIMIT = new Rate(100_000, 1_000_000);
    private static final List<Topic<?>> WRITTEN = List.of(
            Topics.JOB_REQUESTS,
            Topics.JOB_CANCELLATIONS,
            Topics.TENANT_POLICIES,
            Topics.POOL_POLICIES,
            Topics.RUNNER_DRAINS,
            Topics.PRODUCERS,
            Topics.TRIGGER_RULES,
            Topics.JOB_OBSERVATIONS,
            Topics.API_KEYS);

    private static final List<String> BAD_NAMES =
            List.of("%00", "a%00b", "%0d%0aX-Injected:%201", "x".repeat(3_000), "%C3%28", "%20");

    private static final List<String> BAD_NUMBERS = List.of("x", "-1", "1.5", "99999999999999999999", "%00", "0x10");
    private static final List<String> BAD_TEXTS = List.of("%00", "%C3%28", "x".repeat(4_000), "%F0%9F%92%A9", "'");

    @TempDir
    static Path directory;

    private static Everything everything;
    private static List<Operation> operations;
    private static JsonNode samples;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                0,
                NotifierConfig.NONE,
                new AccessSettings(false, List.of(), new RateLimits.Rates(NO_LIMIT, NO_LIMIT), AuditSettings.OF_ANYONE),
                null));
        everything.awaitReady(LIMIT);
        try (KeyRing ring = KeyRing.start(everything.connection(), new PoolPartitions(PARTITIONS))) {
            token = ring.make(NewKey.mayEverything("test"), "test")
                    .join()
                    .text()
                    .text();
        }
        await().atMost(LIMIT).until(() -> get("/v1/session").statusCode() == 200);
        operations = Operation.all(JSON.readTree(get("/openapi.json").body()));
        try (InputStream file = BadInputIT.class.getResourceAsStream("samples.json")) {
            samples = JSON.readTree(
                    new String(Objects.requireNonNull(file).readAllBytes(), UTF_8).replace("TOKEN", token));
        }
    }

    @AfterAll
    static void stop() {
        everything.close();
    }

    /** So that what is refused below is refused for nothing but what is wrong with it. */
    @TestFactory
    Stream<DynamicTest> takesWhatIsRight() {
        assertThat(samples.properties().stream().map(Map.Entry::getKey))
                .as("operations with a sample of a body")
                .containsExactlyInAnyOrderElementsOf(
                        ownJson().map(Operation::name).toList());
        return ownJson()
                .map(operation -> dynamicTest(operation.name(), () -> {
                    BadBody right = new BadBody("right", body(operation), "application/json", null);
                    await().atMost(LIMIT).untilAsserted(() -> {
                        HttpResponse<String> answer = send(operation, right);
                        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
                        assertThat(answer.body()).doesNotContain("\"pointer\"");
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsWrongInABody() {
        return ownJson()
                .map(operation -> dynamicTest(operation.name(), () -> {
                    Map<TopicPartition, Long> before = ends();
                    List<BadBody> bodies = BadBody.of(samples.path(operation.name()), operation.requiredFields());
                    assertThat(bodies).hasSizeGreaterThan(20);
                    if (operation.bodyIsRequired()) {
                        bodies.add(new BadBody("nothing", new byte[0], "application/json", null));
                    }
                    SoftAssertions all = new SoftAssertions();
                    for (BadBody bad : bodies) {
                        HttpResponse<String> answer = send(operation, bad);
                        all.assertThatCode(() -> assertRefused(bad.what(), answer, bad.pointer()))
                                .doesNotThrowAnyException();
                    }
                    all.assertAll();
                    assertThat(ends()).as("ends of the topics").isEqualTo(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsWrongInAPath() {
        return operations.stream()
                .filter(Operation::hasPathParameter)
                .map(operation -> dynamicTest(operation.name(), () -> {
                    Map<TopicPartition, Long> before = ends();
                    for (String bad : BAD_NAMES) {
                        HttpResponse<String> answer = send(operation, operation.path(name -> bad), "");
                        assertRefused(operation.name() + " with " + bad, answer, null);
                    }
                    assertThat(ends()).as("ends of the topics").isEqualTo(before);
                }));
    }

    /** What is only looked for may be any text, and is not found. */
    @TestFactory
    Stream<DynamicTest> refusesWhatIsWrongInAQuery() {
        return operations.stream()
                .filter(operation -> operation.method().equals("GET") && !operation.streams())
                .flatMap(operation -> operation.queryParameters().stream()
                        .map(parameter -> dynamicTest(operation.name() + "?" + parameter, () -> {
                            boolean number = parameter.equals("limit");
                            for (String bad : number ? BAD_NUMBERS : BAD_TEXTS) {
                                HttpResponse<String> answer =
                                        send(operation, operation.path(name -> "a"), "?" + parameter + "=" + bad);
                                String what = parameter + "=" + bad;
                                if (number) {
                                    assertRefused(what, answer, null);
                                } else {
                                    assertThat(answer.statusCode()).as(what).isBetween(200, 499);
                                }
                            }
                        })));
    }

    @Test
    void refusesEveryKeyThatIsNone() throws Exception {
        Map<TopicPartition, Long> before = ends();
        for (String bad : List.of("", "\"\"", "\"" + "x".repeat(5_000) + "\"", "\"a\" \"b\"")) {
            HttpRequest.Builder request = request("/v1/jobs")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", bad)
                    .POST(BodyPublishers.ofByteArray(body("POST /v1/jobs")));
            assertRefused("Idempotency-Key: " + bad, CLIENT.send(request.build(), BodyHandlers.ofString()), null);
        }
        assertThat(ends()).isEqualTo(before);
    }

    @Test
    void writesNothingOfABodyThatDoesNotEnd() throws Exception {
        Map<TopicPartition, Long> before = ends();
        String right = new String(body("POST /v1/jobs"), UTF_8);
        String head =
                "POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + token + "\r\nConnection: close\r\n";

        assertThat(raw(head + "Content-Length: " + (right.length() + 1) + "\r\n\r\n" + right))
                .doesNotContain(" 202 ");
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(right.length()) + "\r\n"
                        + right + "\r\n"))
                .doesNotContain(" 202 ");
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n" + right))
                .startsWith("HTTP/1.1 400");
        assertThat(raw(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + right))
                .startsWith("HTTP/1.1 400");
        assertThat(raw(head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(ends()).isEqualTo(before);
    }

    private static Stream<Operation> ownJson() {
        return operations.stream().filter(Operation::takesOwnJson);
    }

    /** A 4xx as problem details that name the field; of a batch, for each of its jobs. */
    private static void assertRefused(String what, HttpResponse<String> answer, @Nullable String pointer)
            throws IOException {
        JsonNode problem = JSON.readTree(answer.body());
        List<Integer> statuses = answer.statusCode() == 200 && problem.has("items")
                ? problem.findValues("status").stream().map(JsonNode::asInt).toList()
                : List.of(answer.statusCode());
        assertThat(statuses).as("%s: %s", what, answer.body()).isNotEmpty().allMatch(status -> status / 100 == 4);
        if (answer.statusCode() != 200) {
            assertThat(answer.headers().firstValue("Content-Type"))
                    .as(what)
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        }
        if (pointer != null && statuses.contains(400)) {
            assertThat(problem.findValues("pointer").stream().map(JsonNode::asText))
                    .as("%s: pointers of %s", what, answer.body())
                    .anyMatch(at -> about(at, pointer));
        }
    }

    /** The field, one in it or one around it; of a job of a batch, from there. */
    private static boolean about(String told, String pointer) {
        String ofItem = pointer.replaceFirst("^/jobs/0(?=/)", "");
        return told.startsWith(pointer) || pointer.startsWith(told) || (!told.isEmpty() && ofItem.startsWith(told));
    }

    private static byte[] body(Operation operation) {
        return body(operation.name());
    }

    private static byte[] body(String operation) {
        return samples.path(operation).toString().getBytes(UTF_8);
    }

    private static HttpResponse<String> send(Operation operation, BadBody body) throws Exception {
        HttpRequest.Builder request = request(operation.path(name -> "nobody"))
                .method(operation.method(), BodyPublishers.ofByteArray(body.bytes()));
        if (body.contentType() != null) {
            request.header("Content-Type", body.contentType());
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(Operation operation, String path, String query) throws Exception {
        HttpRequest.Builder request = request(path + query).header("Content-Type", "application/json");
        byte[] body = operation.takesOwnJson() ? body(operation) : new byte[0];
        HttpRequest built = request.method(operation.method(), BodyPublishers.ofByteArray(body))
                .build();
        try {
            return CLIENT.send(built, BodyHandlers.ofString());
        } catch (IOException closed) {
            // After a request line that is none the server closes the connection, which the client may take again.
            return CLIENT.send(built, BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(everything.uri() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token);
    }

    private static String raw(String request) throws IOException {
        URI uri = everything.uri();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static Map<TopicPartition, Long> ends() throws Exception {
        try (Admin admin = everything.connection().admin("bad-input")) {
            List<String> names = WRITTEN.stream().map(Topic::name).toList();
            Map<TopicPartition, OffsetSpec> partitions =
                    admin.describeTopics(names).allTopicNames().get().values().stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(each -> new TopicPartition(topic.name(), each.partition())))
                            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new TreeMap<>(Comparator.comparing(TopicPartition::toString));
            admin.listOffsets(partitions).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        }
    }
}
