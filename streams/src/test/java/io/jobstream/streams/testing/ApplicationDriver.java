// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.testing;

import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.ApplicationTesting;
import io.jobstream.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** An application with its real settings, stores and encoding, but no broker. */
public final class ApplicationDriver implements AutoCloseable {
    private static final KafkaConnection NOWHERE = new KafkaConnection("localhost:1", "http://localhost:1");

    private final AvroCodec codec;
    private final TopologyTestDriver driver;

    public ApplicationDriver(Application application, Path stateDirectory) {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        new SchemaSetup(registry).ensure();
        this.codec = new AvroCodec(registry);
        this.driver = ApplicationTesting.driver(application, codec, NOWHERE, stateDirectory);
    }

    public <T extends SpecificRecord> void pipe(Topic<T> topic, T record, Instant stamp) {
        pipeBytes(topic.name(), codec.encode(topic, record), stamp);
    }

    public void pipeBytes(String topic, byte[] value, Instant stamp) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput("key", value, stamp);
    }

    public void advance(Duration wallClock) {
        driver.advanceWallClockTime(wallClock);
    }

    /** What was written to a topic since the last call; a tombstone is absent. */
    public <T extends SpecificRecord> List<T> read(Topic<T> topic) {
        return readBytes(topic.name()).stream()
                .filter(record -> record.value() != null)
                .map(record -> codec.decode(topic, record.value()))
                .toList();
    }

    public List<TestRecord<String, byte[]>> readBytes(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    public Map<String, Integer> storeSizes() {
        java.util.TreeMap<String, Integer> sizes = new java.util.TreeMap<>();
        driver.getAllStateStores().keySet().forEach(name -> {
            int size = 0;
            try (var entries = driver.getKeyValueStore(name).all()) {
                while (entries.hasNext()) {
                    entries.next();
                    size++;
                }
            }
            sizes.put(name, size);
        });
        return sizes;
    }

    @Override
    public void close() {
        driver.close();
    }
}
