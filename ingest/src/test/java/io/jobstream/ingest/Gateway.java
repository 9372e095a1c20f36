// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.json.Json;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A running gateway, a client for it, and eyes on what it wrote. */
final class Gateway implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final Ingest ingest;
    final HttpServer server;
    private final KafkaConnection connection;
    private final PoolPartitions partitions;

    Gateway(IngestConfig config, KafkaConnection connection, PoolPartitions partitions) {
        this(config, connection, partitions, Clock.systemUTC());
    }

    Gateway(IngestConfig config, KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        this.connection = connection;
        this.partitions = partitions;
        this.ingest = Ingest.start(config, connection, partitions, clock);
        this.server = HttpServer.start(HttpConfig.onLoopback(0), List.of(ingest.endpoints()));
    }

    /** An answer of the gateway. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String text(String field) {
            return body.path(field).asText();
        }

        List<String> pointers() {
            List<String> pointers = new ArrayList<>();
            body.path("errors")
                    .forEach(error -> pointers.add(error.path("pointer").asText()));
            return pointers;
        }
    }

    Answer post(String path, String body, String... headers) {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path))
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    Answer put(String path, String body) {
        return send(HttpRequest.newBuilder(server.uri().resolve(path))
                .setHeader("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    Answer delete(String path) {
        return send(HttpRequest.newBuilder(server.uri().resolve(path)).DELETE().build());
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(server.uri().resolve(path)).build());
    }

    List<JobRequest> requestsOf(String pool) {
        return recordsOf(Topics.JOB_REQUESTS, pool);
    }

    List<JobCancellation> cancellationsOf(String pool) {
        return recordsOf(Topics.JOB_CANCELLATIONS, pool);
    }

    List<RunnerDrain> drainsOf(String pool, String runnerId) {
        return recordsIn(
                new TopicPartition(Topics.RUNNER_DRAINS.name(), partitions.ofPool(pool)),
                Topics.RUNNER_DRAINS,
                runnerId);
    }

    List<PoolPolicy> poolPoliciesOf(String pool) {
        return recordsOf(Topics.POOL_POLICIES, pool);
    }

    /** What each partition was told of a tenant, the latest last. */
    List<List<TenantPolicy>> policiesOf(String tenant) {
        return IntStream.range(0, partitions.count())
                .mapToObj(partition -> recordsIn(
                        new TopicPartition(Topics.TENANT_POLICIES.name(), partition), Topics.TENANT_POLICIES, tenant))
                .toList();
    }

    /** What was said of the jobs of a repository, in the order of the log. */
    List<JobObservation> observationsOf(String repository) {
        return recordsIn(
                        new TopicPartition(Topics.JOB_OBSERVATIONS.name(), partitions.ofRepository(repository)),
                        Topics.JOB_OBSERVATIONS,
                        null)
                .stream()
                .filter(seen -> seen.getSpec().getRepository().equals(repository))
                .toList();
    }

    /** How many records the topic of requests has, whatever their pool. */
    long requestsEver() {
        return recordsEver(Topics.JOB_REQUESTS);
    }

    /** How many observations there are, whatever their repository. */
    long observationsEver() {
        return recordsEver(Topics.JOB_OBSERVATIONS);
    }

    private long recordsEver(Topic<?> topic) {
        try (var consumer = connection.consumer("test")) {
            return consumer
                    .endOffsets(IntStream.range(0, partitions.count())
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                            .toList())
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    @Override
    public void close() {
        server.close();
        ingest.close();
    }

    private <T extends SpecificRecord> List<T> recordsOf(Topic<T> topic, String pool) {
        return recordsIn(new TopicPartition(topic.name(), partitions.ofPool(pool)), topic, pool);
    }

    private <T extends SpecificRecord> List<T> recordsIn(
            TopicPartition partition, Topic<T> topic, @Nullable String key) {
        List<T> records = new ArrayList<>();
        try (AvroCodec codec = AvroCodec.of(connection);
                var consumer = connection.consumer("test")) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(read -> {
                    if (key == null || new String(read.key(), StandardCharsets.UTF_8).equals(key)) {
                        records.add(codec.decode(topic, read.value()));
                    }
                });
            }
            return records;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            JsonNode body = response.headers()
                            .firstValue("Content-Type")
                            .filter(type -> type.contains("json"))
                            .isPresent()
                    ? Json.MAPPER.readTree(response.body())
                    : Json.MAPPER.valueToTree(Map.of());
            return new Answer(response.statusCode(), body, response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
