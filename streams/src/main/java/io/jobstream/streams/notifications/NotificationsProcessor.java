// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.notifications;

import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Notification;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.jobs.JobFollower;
import io.jobstream.streams.jobs.LoggedEvent;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.streams.observed.LoggedObservation;
import io.jobstream.streams.observed.ObservedJobs;
import io.jobstream.streams.observed.StoredObservedJobs;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Feeds settled jobs to {@link Incidents} and forwards what they tell. */
final class NotificationsProcessor implements Processor<byte[], byte[], String, Routed> {
    static final String INCIDENTS_STORE = "incidents";

    private final Intake intake;
    private ProcessorContext<String, Routed> context;
    private JobFollower jobs;
    private ObservedJobs observed;
    private Incidents incidents;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    NotificationsProcessor(Intake intake) {
        this.intake = intake;
    }

    @Override
    public void init(ProcessorContext<String, Routed> context) {
        this.context = context;
        this.jobs = new JobFollower(
                new StoredJobs(context.getStateStore(StoredJobs.STORE), intake.codec()),
                Set.of(JobEventType.LEASE_GRANTED, JobEventType.RESULT_ACCEPTED));
        this.observed = StoredObservedJobs.of(context, intake);
        this.incidents = new Incidents(new StoredIncidents(context.getStateStore(INCIDENTS_STORE)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        settled(record)
                .flatMap(incidents::settled)
                .ifPresent(notification -> forward(notification, record.timestamp()));
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

    private void forward(Notification notification, long timestamp) {
        context.forward(
                new Record<>(
                        notification.getIncidentId(),
                        Routed.byKey(intake.codec().encode(Topics.NOTIFICATIONS, notification)),
                        timestamp),
                Topics.NOTIFICATIONS.name());
    }

    private final class StoredIncidents implements IncidentStore {
        private final KeyValueStore<String, byte[]> store;

        private StoredIncidents(KeyValueStore<String, byte[]> store) {
            this.store = store;
        }

        @Override
        public @Nullable Notification open(String group) {
            byte[] bytes = store.get(group);
            return bytes == null ? null : intake.codec().decode(Topics.NOTIFICATIONS, bytes);
        }

        @Override
        public void put(String group, Notification incident) {
            store.put(group, intake.codec().encode(Topics.NOTIFICATIONS, incident));
        }

        @Override
        public void close(String group) {
            store.delete(group);
        }
    }
}
