// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.jobs.LoggedEvent;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Feeds facts and heartbeats to the {@link StatusFold} of the partition, and forwards what it states. */
final class StatusProcessor implements Processor<byte[], byte[], String, Routed> {
    private final Intake intake;
    private ProcessorContext<String, Routed> context;
    private StatusFold fold;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    StatusProcessor(Intake intake) {
        this.intake = intake;
    }

    /** Runs again on the same object after an aborted transaction: the fold is made anew from the stores. */
    @Override
    public void init(ProcessorContext<String, Routed> context) {
        this.context = context;
        this.fold = new StatusFold(new StoredViews(
                new StoredJobs(context.getStateStore(StoredJobs.STORE), intake.codec()),
                context.getStateStore(StoredViews.RUNNERS_STORE),
                intake.codec()));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        statements(record).forEach(statement -> forward(statement, record.timestamp()));
    }

    private List<Statement<?>> statements(Record<byte[], byte[]> record) {
        if (Intake.position(context).topic().equals(Topics.JOB_EVENTS.name())) {
            return intake.read(Topics.JOB_EVENTS, context, record)
                    .map(event -> fold.happened(new LoggedEvent(
                            event, Intake.position(context).offset(), Instant.ofEpochMilli(record.timestamp()))))
                    .orElse(List.of());
        }
        return intake.read(Topics.RUNNER_HEARTBEATS, context, record)
                .map(heartbeat -> fold.heard(heartbeat, Instant.ofEpochMilli(record.timestamp())))
                .orElse(List.of());
    }

    private <T extends SpecificRecord> void forward(Statement<T> statement, long timestamp) {
        T view = statement.record();
        byte[] bytes = view == null ? null : intake.codec().encode(statement.topic(), view);
        context.forward(
                new Record<>(statement.key(), Routed.byKey(bytes), timestamp),
                statement.topic().name());
    }
}
