// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.schemas.AttemptRecord;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** States each job that changed, and the attempt of one that ended. */
final class ObservationsProcessor implements Processor<byte[], byte[], String, Routed> {
    private final Intake intake;
    private ProcessorContext<String, Routed> context;
    private ObservedJobs jobs;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    ObservationsProcessor(Intake intake) {
        this.intake = intake;
    }

    /** Runs again on the same object after an aborted transaction: what is in memory is made anew. */
    @Override
    public void init(ProcessorContext<String, Routed> context) {
        this.context = context;
        this.jobs = StoredObservedJobs.of(context, intake);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Instant stamp = Instant.ofEpochMilli(record.timestamp());
        intake.read(Topics.JOB_OBSERVATIONS, context, record)
                .map(seen ->
                        new LoggedObservation(seen, Intake.position(context).offset(), stamp))
                .flatMap(jobs::observed)
                .ifPresent(this::state);
        for (JobStatus job : jobs.forgotten(stamp)) {
            if (job.getState() != JobState.SETTLED) { // Settled ones stay until the topic's retention takes them.
                forward(Topics.JOB_STATUS, job.getSpec().getJobId(), null, record.timestamp());
            }
        }
    }

    private void state(ObservedJobs.Change change) {
        JobStatus job = change.job();
        long timestamp = job.getUpdatedAt().toEpochMilli();
        forward(Topics.JOB_STATUS, job.getSpec().getJobId(), job, timestamp);
        if (change.settled() && !job.getAttempts().isEmpty()) {
            AttemptRecord attempt = attempt(job, job.getAttempts().get(0));
            forward(Topics.JOB_ATTEMPTS, job.getSpec().getJobId(), attempt, timestamp);
        }
    }

    private static AttemptRecord attempt(JobStatus job, AttemptStatus attempt) {
        return AttemptRecord.newBuilder()
                .setSpec(job.getSpec())
                .setPool(job.getPool())
                .setAttempt(attempt)
                .setAcceptedAt(job.getAcceptedAt())
                .setQueuedAt(job.getQueuedAt() == null ? job.getAcceptedAt() : job.getQueuedAt())
                .setSettles(true)
                .setEventOffset(job.getEventOffset())
                .setObserved(job.getObserved())
                .build();
    }

    private <T extends SpecificRecord> void forward(Topic<T> topic, String key, @Nullable T record, long timestamp) {
        byte[] bytes = record == null ? null : intake.codec().encode(topic, record);
        context.forward(new Record<>(key, Routed.byKey(bytes), timestamp), topic.name());
    }
}
