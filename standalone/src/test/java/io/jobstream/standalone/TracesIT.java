// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.notifier.delivery.RetryPolicy;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.notifier.receivers.TraceReceiver;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.Topics;
import io.jobstream.traces.TraceCarriers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call's request id and trace context, from HTTP through every topic to the job's own environment and the collector.
 */
class TracesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final List<byte[]> collected = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    @Test
    void aCallCanBeFollowedAllTheWayAndBack() throws Exception {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", this::take);
        collector.start();
        try (Everything everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                1,
                notifier(collector)))) {
            everything.awaitReady(PATIENCE);
            Path environment = directory.resolve("environment");
            Api api = new Api(everything.uri());

            Api.Answer accepted = api.post(
                    "/v1/jobs",
                    ("{\"name\": \"followed\", \"script\": \"env > " + environment + "\"}")
                            .getBytes(StandardCharsets.UTF_8),
                    Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01", "X-Request-Id", "a-request"));
            assertThat(accepted.status()).as(accepted.problem()).isEqualTo(202);
            String job = accepted.body().path("jobId").asText();

            await().atMost(PATIENCE).until(() -> contains(HexFormat.of().parseHex(TRACE)));
            assertThat(Files.readAllLines(environment))
                    .contains("JOBSTREAM_REQUEST_ID=a-request")
                    .anyMatch(line -> line.matches("TRACEPARENT=00-" + TRACE + "-[0-9a-f]{16}-01"));
            assertThat(contains(job.getBytes(StandardCharsets.UTF_8))).isTrue();
            for (var topic : List.of(Topics.JOB_REQUESTS, Topics.JOB_ASSIGNMENTS, Topics.JOB_RESULTS)) {
                ConsumerRecord<byte[], byte[]> record = only(everything, topic.name());
                assertThat(header(record, "traceparent")).as(topic.name()).contains(TRACE);
                assertThat(header(record, TraceCarriers.REQUEST_ID_HEADER)).isEqualTo("a-request");
            }
            var shown = api.get("/v1/jobs/" + job).body();
            assertThat(shown.path("call").path("requestId").asText())
                    .as(shown.toString())
                    .isEqualTo("a-request");
        } finally {
            collector.stop(0);
        }
    }

    private static NotifierConfig notifier(HttpServer collector) {
        Secret url = new Secret("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
        return new NotifierConfig(
                Optional.empty(), List.of(), RetryPolicy.DEFAULT, Optional.of(new TraceReceiver(url, Map.of())));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            collected.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private boolean contains(byte[] part) {
        String wanted = new String(part, StandardCharsets.ISO_8859_1);
        return collected.stream().anyMatch(body -> new String(body, StandardCharsets.ISO_8859_1).contains(wanted));
    }

    private static ConsumerRecord<byte[], byte[]> only(Everything everything, String topic) {
        try (Consumer<byte[], byte[]> consumer = everything.connection().consumer("test")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return !records.isEmpty();
            });
            return records.get(0);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
