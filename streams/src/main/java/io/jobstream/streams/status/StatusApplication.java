// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Sinks;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Folds the log and the heartbeats into {@code ci.job.status}, {@code ci.job.attempts} and what runners and pools show.
 */
public final class StatusApplication implements Application {
    private static final String PROCESSOR = "status";

    @Override
    public String name() {
        return "status";
    }

    @Override
    public Duration commitInterval() {
        return Duration.ofMillis(100);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology();
        for (String topic : List.of(Topics.JOB_EVENTS.name(), Topics.RUNNER_HEARTBEATS.name())) {
            topology.addSource(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
        }
        topology.addProcessor(
                PROCESSOR,
                () -> new StatusProcessor(intake),
                Topics.JOB_EVENTS.name(),
                Topics.RUNNER_HEARTBEATS.name());
        for (String store : List.of(StoredJobs.STORE, StoredViews.RUNNERS_STORE)) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                            .withCachingEnabled(),
                    PROCESSOR);
        }
        Sinks.add(topology, Topics.JOB_STATUS, PROCESSOR);
        Sinks.add(topology, Topics.JOB_ATTEMPTS, PROCESSOR);
        Sinks.add(topology, Topics.RUNNER_STATUS, PROCESSOR);
        Sinks.add(topology, Topics.POOL_STATUS, PROCESSOR);
        Sinks.addDeadLetters(topology, PROCESSOR);
        return topology;
    }
}
