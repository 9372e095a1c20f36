// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.schemas.JobCancellation;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Notes the cancellations it reads, and fails on those of a job named {@code poison}. */
final class ThrowingApplication implements Application {
    static final String POISON = "poison";

    final List<String> seen = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();
    private final String name;

    ThrowingApplication(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration commitInterval() {
        return Duration.ofMillis(50);
    }

    @Override
    public Topology topology(Intake intake) {
        Topology topology = new Topology()
                .addSource(
                        "source",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.JOB_CANCELLATIONS.name())
                .addProcessor("throwing", () -> new Throwing(intake), "source")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("seen"), Serdes.String(), Serdes.String()),
                        "throwing");
        Sinks.addDeadLetters(topology, "throwing");
        return topology;
    }

    private final class Throwing implements Processor<byte[], byte[], String, Routed> {
        private final Intake intake;
        private ProcessorContext<String, Routed> context;
        private KeyValueStore<String, String> store;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
        Throwing(Intake intake) {
            this.intake = intake;
        }

        @Override
        public void init(ProcessorContext<String, Routed> context) {
            this.context = context;
            this.store = context.getStateStore("seen");
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            intake.read(Topics.JOB_CANCELLATIONS, context, record).ifPresent(this::take);
        }

        private void take(JobCancellation cancellation) {
            store.put(cancellation.getJobId(), cancellation.getPool());
            if (cancellation.getJobId().equals(POISON)) {
                failures.incrementAndGet();
                throw new IllegalStateException("cannot take this");
            }
            seen.add(cancellation.getJobId());
        }
    }
}
