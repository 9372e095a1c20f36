// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.traces;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.ConsumerThread;
import io.jobstream.clients.FromTheEndAtFirst;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.notifier.receivers.TraceReceiver;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.Topics;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the spans of each job that got its outcome. Copies share the partitions of {@code ci.job.status} as one
 * consumer group, and commit a position when the receiver has what was before it: each span is sent at least once, and
 * under the same id whenever it is sent again.
 */
public final class TraceExport implements AutoCloseable {
    /** The consumer group of all copies. */
    public static final String GROUP = "jobstream-traces";

    /**
     * What the receiver did not take and is older is given up: so one that refuses something for good gets the rest.
     */
    static final Duration AGE_MAX = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(TraceExport.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int JOBS_MAX = 200;

    private final SpanExporter exporter;
    private final AvroCodec codec;
    private final Clock clock;
    private final ConsumerThread thread;
    private volatile Health health = Health.READY;

    private TraceExport(TraceReceiver receiver, KafkaConnection connection, AvroCodec codec, Clock clock) {
        this.exporter = exporter(receiver);
        this.codec = codec;
        this.clock = clock;
        this.thread = new ConsumerThread(
                "notifier-traces",
                "jobs for their traces",
                () -> connection.consumer(
                        GROUP,
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                GROUP,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                JOBS_MAX,
                                // Where retention overtook the group. At first it begins at the end.
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest")),
                this::read);
    }

    public static TraceExport start(TraceReceiver receiver, KafkaConnection connection, AvroCodec codec) {
        TraceExport export = new TraceExport(receiver, connection, codec, Clock.systemUTC());
        export.thread.start();
        return export;
    }

    public Health health() {
        return thread.isAlive() ? health : Health.notReady("the notifier no longer reads jobs for their traces");
    }

    /** What is on its way is sent again by whoever reads next. */
    @Override
    public void close() {
        thread.close();
        exporter.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(Topics.JOB_STATUS.name()), new FromTheEndAtFirst(consumer, () -> {}));
        while (thread.isWanted()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            List<JobStatus> jobs = new ArrayList<>();
            polled.forEach(each -> thread.insist(() -> decoded(each).ifPresent(jobs::add)));
            if (!thread.isWanted() || polled.isEmpty()) {
                continue;
            }
            if (sent(jobs)) {
                consumer.commitSync();
            } else {
                polled.partitions()
                        .forEach(partition -> consumer.seek(
                                partition, polled.records(partition).get(0).offset()));
                thread.pause();
            }
        }
    }

    /** Whether the receiver has them, or none of them is to be tried again. */
    private boolean sent(List<JobStatus> jobs) {
        List<SpanData> spans =
                jobs.stream().flatMap(job -> JobSpans.of(job).stream()).toList();
        if (spans.isEmpty()) {
            return true;
        }
        CompletableResultCode result = exporter.export(spans).join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (result.isSuccess()) {
            health = Health.READY;
            return true;
        }
        Instant earliest = clock.instant().minus(AGE_MAX);
        boolean old = jobs.stream().allMatch(job -> job.getUpdatedAt().isBefore(earliest));
        // The exporter has said why.
        if (old) {
            log.atError().addKeyValue("spans", spans.size()).log("Gave up old traces that were not taken");
        } else if (health.warnings().isEmpty()) {
            log.atWarn().addKeyValue("spans", spans.size()).log("Traces are not taken; they are sent until they are");
        }
        health = Health.readyBut("traces are not taken by their receiver; they wait for an hour");
        return old;
    }

    private Optional<JobStatus> decoded(ConsumerRecord<byte[], byte[]> each) {
        if (each.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(Topics.JOB_STATUS, each.value()));
        } catch (UndecodableException e) {
            log.atWarn()
                    .addKeyValue("topic", each.topic())
                    .addKeyValue("partition", each.partition())
                    .addKeyValue("offset", each.offset())
                    .log("Passed over what is no status: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Trying again is done here, where positions are known. */
    private static SpanExporter exporter(TraceReceiver receiver) {
        Map<String, String> headers = receiver.headers().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> header.getValue().text()));
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(receiver.url().text())
                .setHeaders(() -> headers)
                .setTimeout(TIMEOUT)
                .setRetryPolicy(null)
                .build();
    }
}
