// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * A record as a released version wrote it, kept for ever.
 *
 * @param version counts the versions of this record's schema from 1
 * @param writer the schema that it was written with
 * @param bytes its binary encoding
 * @param json what it says, in Avro's JSON encoding
 */
record GoldenSample(int version, Schema writer, ByteBuffer bytes, String json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    /** Every kept version of a record, oldest first. */
    static List<GoldenSample> of(String record) {
        List<GoldenSample> samples = new ArrayList<>();
        for (int version = 1; Files.exists(file(record, version, "avsc")); version++) {
            samples.add(read(record, version));
        }
        return samples;
    }

    /** Keeps a sample of a record's schema as the next version. */
    static void write(Schema schema, int version) {
        try {
            Files.createDirectories(file(schema.getName(), version, "avsc").getParent());
            GenericData.Record sample = Sample.of(schema);
            Files.writeString(file(schema.getName(), version, "avsc"), pretty(schema) + "\n");
            Files.write(file(schema.getName(), version, "avro"), binary(sample));
            Files.writeString(file(schema.getName(), version, "json"), json(sample) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(Object record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Schema schema = ((IndexedRecord) record).getSchema();
            write(schema, record, EncoderFactory.get().jsonEncoder(schema, out, true));
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return writer.getName() + " v" + version;
    }

    private static String pretty(Schema schema) throws IOException {
        return JSON.readTree(schema.toString()).toPrettyString();
    }

    private static byte[] binary(GenericData.Record record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(record.getSchema(), record, EncoderFactory.get().binaryEncoder(out, null));
        return out.toByteArray();
    }

    private static void write(Schema schema, Object record, Encoder encoder) throws IOException {
        GenericDatumWriter<Object> writer =
                record instanceof SpecificRecord ? new SpecificDatumWriter<>(schema) : new GenericDatumWriter<>(schema);
        writer.write(record, encoder);
        encoder.flush();
    }

    private static GoldenSample read(String record, int version) {
        try {
            return new GoldenSample(
                    version,
                    new Schema.Parser().parse(Files.readString(file(record, version, "avsc"))),
                    ByteBuffer.wrap(Files.readAllBytes(file(record, version, "avro"))),
                    Files.readString(file(record, version, "json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(String record, int version, String ending) {
        return DIRECTORY.resolve(record).resolve("v" + version + "." + ending);
    }
}
