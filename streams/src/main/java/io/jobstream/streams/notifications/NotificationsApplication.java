// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.notifications;

import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Sinks;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.streams.observed.StoredObservedJobs;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads the log, and what is said of jobs run elsewhere, and writes {@code ci.notifications}: failures and recoveries,
 * edges only.
 */
public final class NotificationsApplication implements Application {
    private static final String PROCESSOR = "notifications";

    @Override
    public String name() {
        return "notifications";
    }

    @Override
    public Duration commitInterval() {
        return Duration.ofMillis(100);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology();
        for (String topic : List.of(Topics.JOB_EVENTS.name(), Topics.JOB_OBSERVATIONS.name())) {
            topology.addSource(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
        }
        topology.addProcessor(
                PROCESSOR,
                () -> new NotificationsProcessor(intake),
                Topics.JOB_EVENTS.name(),
                Topics.JOB_OBSERVATIONS.name());
        for (String store : List.of(StoredJobs.STORE, NotificationsProcessor.INCIDENTS_STORE)) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                            .withCachingEnabled(),
                    PROCESSOR);
        }
        StoredObservedJobs.addTo(topology, PROCESSOR);
        Sinks.add(topology, Topics.NOTIFICATIONS, PROCESSOR);
        Sinks.addDeadLetters(topology, PROCESSOR);
        return topology;
    }
}
