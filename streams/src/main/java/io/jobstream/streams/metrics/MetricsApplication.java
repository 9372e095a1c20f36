// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Sinks;
import io.jobstream.streams.jobs.StoredJobs;
import io.jobstream.streams.observed.StoredObservedJobs;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Reads the log, and what is said of jobs run elsewhere, and writes {@code ci.job.metrics}. */
public final class MetricsApplication implements Application {
    private static final String PROCESSOR = "metrics";

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public Duration commitInterval() {
        return Duration.ofMillis(500);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology();
        for (String topic : List.of(Topics.JOB_EVENTS.name(), Topics.JOB_OBSERVATIONS.name())) {
            topology.addSource(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic);
        }
        topology.addProcessor(
                        PROCESSOR,
                        () -> new MetricsProcessor(intake),
                        Topics.JOB_EVENTS.name(),
                        Topics.JOB_OBSERVATIONS.name())
                .addStateStore(store(StoredJobs.STORE, Serdes.ByteArray()), PROCESSOR)
                .addStateStore(store(StoredWindows.WINDOWS_STORE, Serdes.ByteArray()), PROCESSOR)
                .addStateStore(store(StoredWindows.UNSTATED_STORE, Serdes.String()), PROCESSOR);
        StoredObservedJobs.addTo(topology, PROCESSOR);
        Sinks.add(topology, Topics.JOB_METRICS, PROCESSOR);
        Sinks.addDeadLetters(topology, PROCESSOR);
        return topology;
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingEnabled();
    }
}
