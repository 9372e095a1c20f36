// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.notifier.receivers.TraceReceiver;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Call;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.topics.Topics;
import io.jobstream.traces.JobTrace;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a receiver that speaks OTLP; tests have traces of their own in one log. */
@OnCluster
class TraceExportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private final TestCluster cluster;
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final List<ExportTraceServiceRequest> taken = new CopyOnWriteArrayList<>();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private HttpServer collector;
    private volatile int answer = 200;

    @SuppressWarnings("NullAway.Init") // JUnit starts it.
    TraceExportIT(TestCluster cluster) {
        this.cluster = cluster;
        codec = AvroCodec.of(cluster.connection());
        producer = cluster.connection().producer("test");
    }

    @BeforeEach
    void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", this::take);
        collector.start();
    }

    @AfterEach
    void disconnect() throws IOException {
        collector.stop(0);
        producer.close();
        codec.close();
    }

    @Test
    void sendsAJobWithEachAttemptAsSpans() throws Exception {
        JobSpec spec = spec("told", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        try (TraceExport export = start()) {
            awaitJoined();
            send(status(spec, JobState.RUNNING));
            send(status(spec, JobState.SETTLED));

            List<Span> spans = await().atMost(PATIENCE).until(() -> spansOf(spec), found -> found.size() == 5);

            assertThat(spans)
                    .allSatisfy(span -> assertThat(hex(span.getTraceId().toByteArray()))
                            .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736"));
            JobTrace trace = JobTrace.of(spec);
            Span job = of(spans, trace.job());
            assertThat(hex(job.getParentSpanId().toByteArray())).isEqualTo("00f067aa0ba902b7");
            assertThat(job.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(job))
                    .containsEntry("cicd.pipeline.task.run.id", spec.getJobId())
                    .containsEntry("cicd.pipeline.task.run.result", "failure")
                    .containsEntry("error.type", "script")
                    .containsEntry("jobstream.request.id", "r-told");
            Span lost = of(spans, trace.attempt(1));
            assertThat(lost.getParentSpanId()).isEqualTo(job.getSpanId());
            assertThat(attributes(lost))
                    .containsEntry("cicd.worker.id", "runner-1")
                    .containsEntry("cicd.pipeline.task.run.result", "error");
            Span waited = of(spans, trace.waiting(2));
            assertThat(waited.getStartTimeUnixNano()).isEqualTo(lost.getEndTimeUnixNano());
            Span last = of(spans, trace.attempt(2));
            assertThat(last.getEventsList()).extracting(Span.Event::getName).containsExactly("accepted", "started");
            assertThat(credentials).contains("Bearer secret");
            assertThat(export.health().warnings()).isEmpty();
        }
    }

    @Test
    void sendsAgainWhatTheReceiverDidNotTakeEvenFromAnotherCopy() throws Exception {
        JobSpec spec = spec("again", null);
        answer = 503;
        try (TraceExport export = start()) {
            awaitJoined();
            send(status(spec, JobState.SETTLED));
            await().atMost(PATIENCE).until(() -> !export.health().warnings().isEmpty());
            assertThat(export.health().ready()).isTrue();
        }
        assertThat(spansOf(spec)).isEmpty();
        answer = 200;
        try (TraceExport next = start()) {
            await().atMost(PATIENCE).until(() -> spansOf(spec).size() == 5);
            assertThat(next.health().ready()).isTrue();
        }
        try (TraceExport third = start()) {
            JobSpec later = spec("later", null);
            send(status(later, JobState.SETTLED));
            await().atMost(PATIENCE).until(() -> spansOf(later).size() == 5);
            assertThat(spansOf(spec)).as("told once").hasSize(5);
            assertThat(third.health().ready()).isTrue();
        }
    }

    @Test
    void leavesOutWhatTheCallerDoesNotRecord() throws Exception {
        JobSpec silent = spec("silent", "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
        JobSpec spec = spec("heard", null);
        try (TraceExport export = start()) {
            awaitJoined();
            send(status(silent, JobState.SETTLED));
            send(status(spec, JobState.SETTLED));
            await().atMost(PATIENCE).until(() -> spansOf(spec).size() == 5);
            send(status(spec("after", null), JobState.SETTLED));
            await().atMost(PATIENCE).until(() -> spansOf(spec("after", null)).size() == 5);
            assertThat(spansOf(silent)).isEmpty();
            assertThat(export.health().ready()).isTrue();
        }
    }

    private TraceExport start() {
        Secret url = new Secret("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
        return TraceExport.start(
                new TraceReceiver(url, Map.of("Authorization", new Secret("Bearer secret"))),
                cluster.connection(),
                codec);
    }

    /** Where a group begins is settled by its first commits. */
    private void awaitJoined() throws Exception {
        try (var admin = cluster.connection().admin("test")) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.listConsumerGroupOffsets(TraceExport.GROUP)
                                    .partitionsToOffsetAndMetadata()
                                    .get(10, TimeUnit.SECONDS)
                                    .size()
                            == Topics.JOB_STATUS.partitions(cluster.partitions().count()));
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (answer == 200) {
                taken.add(request);
            }
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    private List<Span> spansOf(JobSpec spec) {
        String trace = JobTrace.of(spec).job().getTraceId();
        return taken.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(trace))
                .toList();
    }

    private static Span of(List<Span> spans, SpanContext context) {
        return spans.stream()
                .filter(span -> hex(span.getSpanId().toByteArray()).equals(context.getSpanId()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> attributes(Span span) {
        Map<String, String> attributes = new TreeMap<>();
        for (KeyValue each : span.getAttributesList()) {
            attributes.put(each.getKey(), each.getValue().getStringValue());
        }
        return attributes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private void send(JobStatus status) throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.JOB_STATUS.name(), status.getSpec().getJobId(), codec.encode(Topics.JOB_STATUS, status)))
                .get();
    }

    private static JobSpec spec(String id, @Nullable String traceparent) {
        return JobSpec.newBuilder()
                .setJobId("traces-" + id)
                .setName(id)
                .setTenant("acme")
                .setRepository("acme/shop")
                .setCall(Call.newBuilder()
                        .setRequestId("r-" + id)
                        .setTraceparent(traceparent)
                        .build())
                .build();
    }

    /** A job whose first runner was lost and whose script failed on the second. */
    private JobStatus status(JobSpec spec, JobState state) {
        boolean settled = state == JobState.SETTLED;
        return JobStatus.newBuilder()
                .setSpec(spec)
                .setPool("default")
                .setState(state)
                .setRevision(settled ? 9 : 8)
                .setEventOffset(1)
                .setAcceptedAt(now)
                .setSettledAt(settled ? now.plusSeconds(40) : null)
                .setUpdatedAt(now.plusSeconds(40))
                .setOutcome(settled ? Outcome.FAILED : null)
                .setCause(settled ? Cause.SCRIPT : null)
                .setMessage("exit code 3")
                .setRequirementSet("")
                .setAttempts(List.of(
                        attempt(1, now.plusSeconds(1))
                                .setEndedAt(now.plusSeconds(20))
                                .setEndReason(LeaseEndReason.EXPIRED)
                                .build(),
                        attempt(2, now.plusSeconds(21))
                                .setStartedAt(now.plusSeconds(22))
                                .setEndedAt(now.plusSeconds(40))
                                .setEndReason(LeaseEndReason.RESULT)
                                .setOutcome(Outcome.FAILED)
                                .setCause(Cause.SCRIPT)
                                .setExitCode(3)
                                .build()))
                .build();
    }

    private static AttemptStatus.Builder attempt(int number, Instant grantedAt) {
        return AttemptStatus.newBuilder()
                .setAttempt(number)
                .setRunnerId("runner-" + number)
                .setSessionId("session-" + number)
                .setGrantedAt(grantedAt)
                .setAcceptedAt(grantedAt.plusMillis(100));
    }
}
