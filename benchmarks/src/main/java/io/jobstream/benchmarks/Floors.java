// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.Intake;
import io.jobstream.streams.application.RunningApplication;
import io.jobstream.streams.application.StreamsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** What the same broker and machine cost without Jobstream, measured in the same run. */
final class Floors implements AutoCloseable {
    private static final String PLAIN_IN = "bench.plain.in";
    private static final String PLAIN_OUT = "bench.plain.out";
    private static final String HOP_IN = "bench.hop.in";
    private static final String HOP_OUT = "bench.hop.out";
    private static final int PARTITIONS = 8;

    private final KafkaConnection connection;
    private final RunningApplication hop;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> forwarding;
    private final Thread forwarder;

    Floors(KafkaConnection connection, Path data) throws InterruptedException {
        this.connection = connection;
        createTopics();
        this.codec = AvroCodec.of(connection);
        this.hop =
                RunningApplication.start(new Hop(), StreamsSettings.embedded(data.resolve("hop")), connection, codec);
        this.forwarding = connection.consumer("forwarder");
        this.forwarder = new Thread(this::forward, "forwarder");
        forwarder.start();
        while (!hop.health().ready()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** A record through two plain hops: produce, forward, consume. */
    Latencies plain(OpenLoop loop) throws InterruptedException {
        return new Hops(connection, PLAIN_IN, List.of(new TopicPartition(PLAIN_OUT, 0))).measure(loop);
    }

    /**
     * A record through one exactly-once Streams hop with the scheduler's settings: one store write, three records out.
     */
    Latencies exactlyOnce(OpenLoop loop) throws InterruptedException {
        List<TopicPartition> out = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(HOP_OUT, partition))
                .toList();
        return new Hops(connection, HOP_IN, out).measure(loop);
    }

    @Override
    public void close() throws InterruptedException {
        hop.close();
        forwarding.wakeup();
        forwarder.join();
    }

    private void createTopics() throws InterruptedException {
        try (Admin admin = connection.admin("floors")) {
            admin.createTopics(List.of(
                            new NewTopic(PLAIN_IN, 1, (short) 1),
                            new NewTopic(PLAIN_OUT, 1, (short) 1),
                            new NewTopic(HOP_IN, 4, (short) 1),
                            new NewTopic(HOP_OUT, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void forward() {
        TopicPartition in = new TopicPartition(PLAIN_IN, 0);
        try (forwarding;
                Producer<String, byte[]> producer = connection.producer("forwarder")) {
            forwarding.assign(List.of(in));
            forwarding.seekToEnd(List.of(in));
            while (true) {
                forwarding.poll(Duration.ofSeconds(1)).forEach(record -> {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    var unused = producer.send(new ProducerRecord<>(PLAIN_OUT, 0, key, record.value()));
                });
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    /** The least that an exactly-once application with state can be. */
    private record Hop() implements Application {
        @Override
        public String name() {
            return "floor";
        }

        @Override
        public Duration commitInterval() {
            return Duration.ofMillis(5);
        }

        @Override
        public Topology topology(Intake intake) {
            return new Topology()
                    .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), HOP_IN)
                    .addProcessor("hop", HopProcessor::new, "in")
                    .addStateStore(
                            Stores.keyValueStoreBuilder(
                                    Stores.inMemoryKeyValueStore("hop"), Serdes.ByteArray(), Serdes.ByteArray()),
                            "hop")
                    .addSink(
                            "out",
                            HOP_OUT,
                            new ByteArraySerializer(),
                            new ByteArraySerializer(),
                            (topic, key, value, partitions) -> Optional.of(Set.of(value[0] % PARTITIONS)),
                            "hop");
        }
    }

    private static final class HopProcessor implements Processor<byte[], byte[], byte[], byte[]> {
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<byte[], byte[]> store;
        private int count;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
        HopProcessor() {}

        @Override
        public void init(ProcessorContext<byte[], byte[]> newContext) {
            context = newContext;
            store = newContext.getStateStore("hop");
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            store.put(record.key(), record.value());
            for (int i = 0; i < 3; i++) {
                byte[] value = record.value().clone();
                value[0] = (byte) Math.floorMod(count++, PARTITIONS);
                context.forward(record.withValue(value));
            }
        }
    }
}
