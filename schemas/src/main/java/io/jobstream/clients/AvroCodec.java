// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.jobstream.schemas.JobWork;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import io.jobstream.topics.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;

/**
 * Records to bytes and back, in the Confluent wire format: a zero byte, the schema's id in the registry in four bytes,
 * then Avro's binary encoding. Safe for use by many threads.
 *
 * <p>Schemas are fetched once; {@link #warmUp} does so at start, so that a registry that goes away later stops nothing.
 */
public final class AvroCodec implements AutoCloseable {
    static {
        // Bytes say how long what follows is: a few wrong ones must not take all the memory. Read when Avro's decoder
        // is first used; who set them otherwise is left alone.
        for (String limit : List.of("bytes", "string", "collectionItems")) {
            String property = "org.apache.avro.limits." + limit + ".maxLength";
            if (System.getProperty(property) == null) {
                System.setProperty(property, Integer.toString(2 * Topics.RECORD_BYTES_MAX));
            }
        }
    }

    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;
    private static final int SCHEMAS_MAX = 1_000;
    private static final int NOT_FOUND = 404;

    static {
        TrustedRecords.trust();
    }

    private final SchemaRegistryClient registry;
    private final Map<String, SubjectWriter> writers = new ConcurrentHashMap<>();
    private final AvroReaders readers = new AvroReaders();
    private final Map<Integer, Schema> writerSchemas = new ConcurrentHashMap<>();

    public AvroCodec(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /** A codec on the registry of {@code connection}; connects when first used. */
    public static AvroCodec of(KafkaConnection connection) {
        return new AvroCodec(registryClient(connection));
    }

    /**
     * A codec that has fetched what these topics need.
     *
     * @throws RegistryUnavailableException when the registry does not answer; nothing is left open then
     */
    public static AvroCodec warm(KafkaConnection connection, Iterable<? extends Topic<?>> topics) {
        AvroCodec codec = of(connection);
        try {
            codec.warmUp(topics);
            return codec;
        } catch (RuntimeException e) {
            try {
                codec.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    static SchemaRegistryClient registryClient(KafkaConnection connection) {
        if ("OAUTHBEARER".equals(connection.clientSettings().get("bearer.auth.credentials.source"))) {
            throw new ConfigException("bearer.auth.credentials.source=OAUTHBEARER would send no credentials:"
                    + " use STATIC_TOKEN or CUSTOM");
        }
        Map<String, Object> settings = new HashMap<>(connection.clientSettings());
        settings.putIfAbsent("http.connect.timeout.ms", 2_000);
        settings.putIfAbsent("http.read.timeout.ms", 3_000);
        // Who asks decides when to ask again.
        settings.putIfAbsent("max.retries", 1);
        return new CachedSchemaRegistryClient(
                List.of(connection.schemaRegistryUrl().split(",", -1)), SCHEMAS_MAX, settings);
    }

    /** Fetches what writing and reading these topics needs: this version's id and every registered version. */
    public void warmUp(Iterable<? extends Topic<?>> topics) {
        for (Topic<?> topic : topics) {
            warmUp(topic.subject(), topic.schema());
        }
        warmUp(Topics.WORK_SUBJECT, JobWork.getClassSchema());
    }

    public <T extends SpecificRecord> byte[] encode(Topic<T> topic, T record) {
        return encode(topic.subject(), record);
    }

    public byte[] encodeWork(JobWork work) {
        return encode(Topics.WORK_SUBJECT, work);
    }

    /**
     * Reads a record.
     *
     * @throws UndecodableException when the bytes are no record of this topic
     * @throws RegistryUnavailableException when their schema is not known here and the registry does not answer
     */
    public <T extends SpecificRecord> T decode(Topic<T> topic, byte[] bytes) {
        return decode(topic.name(), topic.type(), ByteBuffer.wrap(bytes));
    }

    /** Reads the work of a job; throws as {@link #decode} does. */
    public JobWork decodeWork(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return decode("job work", JobWork.class, ByteBuffer.wrap(copy));
    }

    @Override
    public void close() throws IOException {
        registry.close();
    }

    private void warmUp(String subject, Schema schema) {
        writer(subject, schema);
        asking(() -> registry.getAllVersions(subject))
                .forEach(version -> asking(() -> {
                    // Through the same calls that reading makes.
                    return writerSchema(
                            registry.getSchemaMetadata(subject, version).getId());
                }));
    }

    private byte[] encode(String subject, SpecificRecord record) {
        SubjectWriter writer = writer(subject, record.getSchema());
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            bytes.write(ByteBuffer.allocate(HEADER_BYTES)
                    .put(MAGIC)
                    .putInt(writer.id())
                    .array());
            BinaryEncoder encoder = Encoders.to(bytes);
            writer.writer().write(record, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends SpecificRecord> T decode(String what, Class<T> type, ByteBuffer bytes) {
        if (bytes.remaining() < HEADER_BYTES || bytes.get() != MAGIC) {
            throw new UndecodableException(what + ": not in the Confluent wire format");
        }
        int writerId = bytes.getInt();
        Schema writer = writerSchema(writerId);
        if (!type.getName().equals(writer.getFullName())) {
            throw new UndecodableException(what + ": expected " + type.getName() + ", found " + writer.getFullName());
        }
        try {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), null);
            T record = readers.of(writerId, writer, type).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UndecodableException(what + ": bytes follow the record");
            }
            return record;
        } catch (IOException
                | AvroRuntimeException
                | IndexOutOfBoundsException
                | ClassCastException
                | UnsupportedOperationException e) {
            throw new UndecodableException(what + ": " + e.getMessage(), e);
        }
    }

    private SubjectWriter writer(String subject, Schema schema) {
        SubjectWriter known = writers.get(subject);
        if (known == null) {
            int id = asking(() -> registry.getId(subject, new AvroSchema(schema)));
            known = new SubjectWriter(id, new SpecificDatumWriter<>(schema));
            writers.put(subject, known);
        }
        return known;
    }

    private Schema writerSchema(int id) {
        Schema known = writerSchemas.get(id);
        if (known == null) {
            known = ((AvroSchema) asking(() -> registry.getSchemaById(id))).rawSchema();
            writerSchemas.put(id, known);
        }
        return known;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (RestClientException e) {
            if (e.getStatus() == NOT_FOUND) {
                throw new UndecodableException("The registry does not know this schema: " + e.getMessage(), e);
            }
            throw new RegistryUnavailableException("The registry refused: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RegistryUnavailableException("The registry does not answer: " + e.getMessage(), e);
        }
    }

    /** What writing to a subject needs; a writer has no state and serves many threads. */
    private record SubjectWriter(int id, SpecificDatumWriter<SpecificRecord> writer) {}

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }
}
