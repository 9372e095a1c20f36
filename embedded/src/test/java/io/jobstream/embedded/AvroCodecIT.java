// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.clients.UndecodableException;
import io.jobstream.embedded.registry.ChangeLog;
import io.jobstream.embedded.registry.EmbeddedRegistry;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobWork;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.io.BinaryData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AvroCodecIT {
    private static final Topic<JobCancellation> TOPIC = Topics.JOB_CANCELLATIONS;
    private static final JobCancellation CANCELLATION = JobCancellation.newBuilder()
            .setPool("pool")
            .setJobId("job")
            .setRequestedAt(Instant.ofEpochMilli(1_234))
            .setReason("because \u00e9")
            .build();

    private final EmbeddedRegistry registry =
            EmbeddedRegistry.bind("127.0.0.1", 0).serve(ChangeLog.inMemory());
    private final AvroCodec codec = AvroCodec.of(new KafkaConnection("", registry.url()));

    static List<Topic<? extends SpecificRecord>> topics() {
        return Topics.ALL;
    }

    @BeforeEach
    void register() {
        SchemaSetup.ensure(new KafkaConnection("", registry.url()));
    }

    @AfterEach
    void close() throws Exception {
        codec.close();
        registry.close();
    }

    @Test
    void readsWhatItWrote() {
        assertThat(codec.decode(TOPIC, codec.encode(TOPIC, CANCELLATION))).isEqualTo(CANCELLATION);
    }

    /** Generated classes are read without Avro's SERIALIZABLE_PACKAGES being set for the JVM. */
    @ParameterizedTest
    @MethodSource("topics")
    void readsEveryKeptSample(Topic<? extends SpecificRecord> topic) throws Exception {
        Path samples =
                Path.of("../schemas/src/test/resources/golden", topic.schema().getName());
        int id = registryId(topic);
        byte[] sample = Files.readAllBytes(samples.resolve("v" + newestVersion(samples) + ".avro"));
        byte[] bytes = ByteBuffer.allocate(5 + sample.length)
                .put((byte) 0)
                .putInt(id)
                .put(sample)
                .array();

        SpecificRecord record = codec.decode(topic, bytes);

        assertThat(record).isInstanceOf(topic.type());
        assertThat(System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES")).isNull();
    }

    @Test
    void readsTheWorkThatARequestCarriesAndLeavesItsBytesWhereTheyAre() {
        JobWork work = JobWork.newBuilder()
                .setScript("make")
                .setEnvironment(Map.of("A", "B"))
                .build();
        ByteBuffer bytes = ByteBuffer.wrap(codec.encodeWork(work));

        assertThat(codec.decodeWork(bytes)).isEqualTo(work);
        assertThat(codec.decodeWork(bytes)).isEqualTo(work);
        assertThat(codec.decodeWork(part(bytes))).isEqualTo(work);
        assertThat(codec.decodeWork(bytes.asReadOnlyBuffer())).isEqualTo(work);
    }

    @Test
    void refusesBytesThatAreNoRecord() {
        byte[] good = codec.encode(TOPIC, CANCELLATION);

        for (byte[] bad : List.of(
                new byte[0],
                new byte[] {0, 0, 0},
                otherwise(good, 0, 7),
                Arrays.copyOf(good, good.length + 1),
                Arrays.copyOf(good, good.length - 1),
                Arrays.copyOf(good, 5))) {
            assertThatThrownBy(() -> codec.decode(TOPIC, bad)).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void refusesARecordOfAnotherTopic() {
        byte[] bytes = codec.encode(TOPIC, CANCELLATION);

        assertThatThrownBy(() -> codec.decode(Topics.JOB_RESULTS, bytes))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("JobResult")
                .hasMessageContaining("JobCancellation");
    }

    @Test
    void refusesAnIdThatTheRegistryDoesNotKnow() {
        byte[] bytes = otherwise(codec.encode(TOPIC, CANCELLATION), 1, 99);

        assertThatThrownBy(() -> codec.decode(TOPIC, bytes)).isInstanceOf(UndecodableException.class);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void noBytesDoMoreHarmThanBeingRefused(Topic<? extends SpecificRecord> topic) {
        codec.warmUp(List.of(topic));
        Random random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = randomBytes(random);
            assertThatCode(() -> decodeOrRefuse(topic, bytes))
                    .as("seed 42, round %d", round)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aLengthBeyondTheRecordTakesNoMemory() {
        byte[] header = Arrays.copyOf(codec.encode(TOPIC, CANCELLATION), 5);
        long[] lengths = {3L << 20, 900_000_000L, Integer.MAX_VALUE - 8L, Integer.MAX_VALUE, Long.MAX_VALUE, -7};
        for (long length : lengths) {
            byte[] bytes =
                    ByteBuffer.allocate(30).put(header).put(zigzag(length)).array();

            assertThatThrownBy(() -> codec.decode(TOPIC, bytes)).isInstanceOf(UndecodableException.class);
        }
    }

    @Test
    void flippedBitsAreReadAsSomethingOrRefused() {
        byte[] good = codec.encode(TOPIC, CANCELLATION);
        for (int bit = 40; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatCode(() -> decodeOrRefuse(TOPIC, bad)).doesNotThrowAnyException();
        }
    }

    @Test
    void aRegistryThatHangsIsNotWaitedForLong() throws Exception {
        byte[] bytes = codec.encode(TOPIC, CANCELLATION);
        try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AvroCodec cold = AvroCodec.of(new KafkaConnection("", "http://127.0.0.1:" + hanging.getLocalPort()))) {
            long begun = System.nanoTime();

            assertThatThrownBy(() -> cold.decode(TOPIC, bytes)).isInstanceOf(RegistryUnavailableException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
        }
    }

    private int registryId(Topic<? extends SpecificRecord> topic) throws Exception {
        try (SchemaRegistryClient client = new CachedSchemaRegistryClient(registry.url(), 10)) {
            return client.getLatestSchemaMetadata(topic.subject()).getId();
        }
    }

    private static int newestVersion(Path samples) {
        int version = 1;
        while (Files.exists(samples.resolve("v" + (version + 1) + ".avro"))) {
            version++;
        }
        return version;
    }

    private void decodeOrRefuse(Topic<? extends SpecificRecord> topic, byte[] bytes) {
        try {
            codec.decode(topic, bytes);
        } catch (UndecodableException refused) {
            // As it should.
        }
    }

    // A known schema's id, so that the decoder is reached, before anything.
    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[5 + random.nextInt(200)];
        random.nextBytes(bytes);
        ByteBuffer.wrap(bytes).put((byte) 0).putInt(1 + random.nextInt(Topics.ALL.size()));
        return bytes;
    }

    private static byte[] zigzag(long number) {
        byte[] bytes = new byte[10];
        return Arrays.copyOf(bytes, BinaryData.encodeLong(number, bytes, 0));
    }

    private static byte[] otherwise(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static ByteBuffer part(ByteBuffer whole) {
        ByteBuffer larger = ByteBuffer.allocate(whole.remaining() + 20);
        larger.position(10).put(whole.duplicate());
        return larger.flip().position(10).slice();
    }
}
