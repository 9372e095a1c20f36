// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobStatus;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.jobs.JobFollower;
import io.jobstream.streams.jobs.LoggedEvent;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.streams.observed.LoggedObservation;
import io.jobstream.streams.observed.ObservedJobs;
import io.jobstream.streams.observed.StoredObservedJobs;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds settled jobs to the {@link MetricsFold} of the partition, and states what changed once a second. */
final class MetricsProcessor implements Processor<byte[], byte[], String, Routed> {
    private static final Logger log = LoggerFactory.getLogger(MetricsProcessor.class);

    /** By the wall clock: it decides when a window is stated, never what it says. */
    static final Duration STATED_EVERY = Duration.ofSeconds(1);

    private static final Set<JobEventType> MATTERS = Set.of(
            JobEventType.JOB_QUEUED,
            JobEventType.LEASE_GRANTED,
            JobEventType.LEASE_ACCEPTED,
            JobEventType.RESULT_ACCEPTED,
            JobEventType.LEASE_ENDED);

    private final Intake intake;
    private ProcessorContext<String, Routed> context;
    private JobFollower jobs;
    private ObservedJobs observed;
    private MetricsFold fold;
    private long droppedBefore;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    MetricsProcessor(Intake intake) {
        this.intake = intake;
    }

    @Override
    public void init(ProcessorContext<String, Routed> context) {
        this.context = context;
        this.jobs = new JobFollower(new StoredJobs(context.getStateStore(StoredJobs.STORE), intake.codec()), MATTERS);
        this.observed = StoredObservedJobs.of(context, intake);
        this.fold = new MetricsFold(new StoredWindows(
                context.getStateStore(StoredWindows.WINDOWS_STORE),
                context.getStateStore(StoredWindows.UNSTATED_STORE),
                intake.codec()));
        this.droppedBefore = 0;
        context.schedule(STATED_EVERY, PunctuationType.WALL_CLOCK_TIME, this::state);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        settled(record).ifPresent(fold::settled);
    }

    private Optional<JobStatus> settled(Record<byte[], byte[]> record) {
        Position position = Intake.position(context);
        Instant stamp = Instant.ofEpochMilli(record.timestamp());
        if (position.topic().equals(Topics.JOB_OBSERVATIONS.name())) {
            return intake.read(Topics.JOB_OBSERVATIONS, context, record)
                    .flatMap(seen -> observed.settledBy(new LoggedObservation(seen, position.offset(), stamp)));
        }
        return intake.read(Topics.JOB_EVENTS, context, record)
                .flatMap(event -> jobs.settledBy(new LoggedEvent(event, position.offset(), stamp)));
    }

    private void state(long timestamp) {
        fold.changed()
                .forEach(stated -> context.forward(
                        new Record<>(
                                stated.key(),
                                Routed.byKey(intake.codec().encode(Topics.JOB_METRICS, stated.metrics())),
                                timestamp),
                        Topics.JOB_METRICS.name()));
        if (fold.dropped() > droppedBefore) {
            log.atWarn()
                    .addKeyValue("additions", fold.dropped() - droppedBefore)
                    .log("dropped jobs that settled in windows closed for a day");
            droppedBefore = fold.dropped();
        }
    }
}
