// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.traces;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SettledJobsReader;
import io.jobstream.health.Health;
import io.jobstream.notifier.receivers.TraceReceiver;
import io.jobstream.schemas.JobStatus;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SpanExporter exporter;
    private final Clock clock;
    private final SettledJobsReader reader;
    private volatile Health health = Health.READY;

    private TraceExport(TraceReceiver receiver, KafkaConnection connection, AvroCodec codec, Clock clock) {
        this.exporter = exporter(receiver);
        this.clock = clock;
        this.reader = new SettledJobsReader("notifier-traces", GROUP, connection, codec, this::sent);
    }

    public static TraceExport start(TraceReceiver receiver, KafkaConnection connection, AvroCodec codec) {
        TraceExport export = new TraceExport(receiver, connection, codec, Clock.systemUTC());
        export.reader.start();
        return export;
    }

    public Health health() {
        return reader.isAlive() ? health : Health.notReady("the notifier no longer reads jobs for their traces");
    }

    /** What is on its way is sent again by whoever reads next. */
    @Override
    public void close() {
        reader.close();
        exporter.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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

    /** Trying again is done by the reader, which knows the positions. */
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
