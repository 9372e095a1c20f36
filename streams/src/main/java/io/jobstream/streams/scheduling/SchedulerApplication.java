// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.Sinks;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** The scheduler as a Kafka Streams application: eight topics in, facts and assignments out, in one transaction. */
public final class SchedulerApplication implements Application {
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(5);
    private static final String SOURCE = "inputs";
    private static final String PROCESSOR = "scheduling";

    private final SchedulingPolicy policy;
    private final PoolPartitions partitions;
    private final Signatures signatures;
    private final LatestTicks latestTicks;

    /** Whether requests are taken that no enrolled producer has signed. */
    public enum Signatures {
        REQUIRED,
        NOT_REQUIRED
    }

    /** Without signatures: where nobody is authenticated either. */
    public SchedulerApplication(SchedulingPolicy policy, PoolPartitions partitions) {
        this(policy, partitions, Signatures.NOT_REQUIRED);
    }

    public SchedulerApplication(SchedulingPolicy policy, PoolPartitions partitions, Signatures signatures) {
        this(policy, partitions, signatures, new LatestTicks(partitions));
    }

    SchedulerApplication(
            SchedulingPolicy policy, PoolPartitions partitions, Signatures signatures, LatestTicks latestTicks) {
        this.policy = policy;
        this.partitions = partitions;
        this.signatures = signatures;
        this.latestTicks = latestTicks;
    }

    @Override
    public String name() {
        return "scheduler";
    }

    @Override
    public Duration commitInterval() {
        return COMMIT_INTERVAL;
    }

    /** Jobs wait for it. */
    @Override
    public Duration yieldsFor() {
        return Duration.ZERO;
    }

    @Override
    public Companion companion(KafkaConnection connection, AvroCodec codec) {
        return Ticker.start(connection, codec, partitions, Clock.systemUTC(), latestTicks);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology()
                .addSource(
                        SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.JOB_REQUESTS.name(),
                        Topics.JOB_CANCELLATIONS.name(),
                        Topics.RUNNER_HEARTBEATS.name(),
                        Topics.JOB_RESULTS.name(),
                        Topics.RUNNER_DRAINS.name(),
                        Topics.POOL_POLICIES.name(),
                        Topics.TENANT_POLICIES.name(),
                        Topics.PRODUCERS.name())
                .addProcessor(
                        PROCESSOR,
                        () -> new SchedulingProcessor(policy, partitions, signatures, latestTicks, intake),
                        SOURCE)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(EnrolledProducers.STORE),
                                Serdes.String(),
                                Serdes.ByteArray()),
                        PROCESSOR)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(SchedulingProcessor.STORE),
                                        Serdes.String(),
                                        Serdes.ByteArray())
                                .withCachingEnabled(),
                        PROCESSOR);
        Sinks.add(topology, Topics.JOB_EVENTS, PROCESSOR);
        Sinks.add(topology, Topics.JOB_ASSIGNMENTS, PROCESSOR);
        Sinks.addDeadLetters(topology, PROCESSOR);
        return topology;
    }
}
