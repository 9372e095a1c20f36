// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Sinks;
import io.jobstream.topics.Topics;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/** Folds what other CI systems say into {@code ci.job.status} and {@code ci.job.attempts}. */
public final class ObservationsApplication implements Application {
    private static final String PROCESSOR = "observations";

    @Override
    public String name() {
        return "observations";
    }

    @Override
    public Duration commitInterval() {
        return Duration.ofMillis(100);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology()
                .addSource(
                        Topics.JOB_OBSERVATIONS.name(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.JOB_OBSERVATIONS.name())
                .addProcessor(PROCESSOR, () -> new ObservationsProcessor(intake), Topics.JOB_OBSERVATIONS.name());
        StoredObservedJobs.addTo(topology, PROCESSOR);
        Sinks.add(topology, Topics.JOB_STATUS, PROCESSOR);
        Sinks.add(topology, Topics.JOB_ATTEMPTS, PROCESSOR);
        Sinks.addDeadLetters(topology, PROCESSOR);
        return topology;
    }
}
