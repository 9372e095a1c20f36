// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.schemas.AuditSeal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A copy as a file of JSON lines, for those who have no Kafka: bytes are base64, as the topics have them. */
public final class CopyFile implements AuditCopy {
    private static final String FORMAT = "jobstream-audit-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Instant takenAt;

    private CopyFile(Path file, Instant takenAt) {
        this.file = file;
        this.takenAt = takenAt;
    }

    /**
     * Opens one.
     *
     * @throws UnreadableCopyException when it is none
     */
    public static CopyFile open(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            JsonNode first = line(in, file);
            if (!first.path("format").asText().equals(FORMAT)) {
                throw new UnreadableCopyException(file + " is no copy of an audit trail", null);
            }
            return new CopyFile(file, Instant.parse(first.path("takenAt").asText()));
        } catch (IOException | DateTimeException e) {
            throw new UnreadableCopyException(file + " cannot be read: " + e, e);
        }
    }

    /** Writes another copy as one. */
    public static void write(AuditCopy copy, Writer out) {
        put(
                out,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("format", FORMAT)
                        .put("takenAt", copy.takenAt().toString()));
        copy.read(new Lines(out));
    }

    @Override
    public Instant takenAt() {
        return takenAt;
    }

    @Override
    public void read(Reader reader) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            line(in, file);
            boolean open = false;
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                JsonNode line = JSON.readTree(text);
                if (line.has("partition")) {
                    reader.begin(new Start(
                            line.path("topic").asText(),
                            line.path("partition").asInt(),
                            line.path("recordsBegin").asLong(),
                            line.path("sealsBegin").asLong()));
                } else if (line.has("offset")) {
                    reader.record(new AuditRecord(
                            line.path("offset").asLong(),
                            line.path("timestamp").asLong(),
                            bytes(line.path("key")),
                            bytes(line.path("value"))));
                } else if (line.has("note")) {
                    reader.seal(seal(line));
                } else {
                    reader.end();
                }
                open = !line.has("end");
            }
            if (open) {
                throw new UnreadableCopyException(file + " ends before its last partition does", null);
            }
        } catch (IOException | RuntimeException e) {
            throw e instanceof UnreadableCopyException known
                    ? known
                    : new UnreadableCopyException(file + " cannot be read: " + e, e);
        }
    }

    /** Writes each thing that it is told as a line. */
    private record Lines(Writer out) implements Reader {
        @Override
        public void begin(Start start) {
            put(
                    out,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("topic", start.topic())
                            .put("partition", start.partition())
                            .put("recordsBegin", start.recordsBegin())
                            .put("sealsBegin", start.sealsBegin()));
        }

        @Override
        public void record(AuditRecord record) {
            put(
                    out,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("offset", record.offset())
                            .put("timestamp", record.timestamp())
                            .put("key", base64(record.key()))
                            .put("value", base64(record.value())));
        }

        @Override
        public void seal(AuditSeal seal) {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("note", seal.getNote());
            ArrayNode subtrees = line.putArray("subtrees");
            seal.getSubtrees().forEach(each -> subtrees.add(base64(bytes(each))));
            put(out, line.put("from", seal.getFromOffset()).put("to", seal.getToOffset()));
        }

        @Override
        public void end() {
            put(out, JsonNodeFactory.instance.objectNode().put("end", true));
        }
    }

    private static AuditSeal seal(JsonNode line) {
        List<ByteBuffer> subtrees = new ArrayList<>();
        line.path("subtrees")
                .forEach(
                        each -> subtrees.add(ByteBuffer.wrap(Base64.getDecoder().decode(each.asText()))));
        return new AuditSeal(
                line.path("note").asText(),
                subtrees,
                line.path("from").asLong(),
                line.path("to").asLong());
    }

    private static JsonNode line(BufferedReader in, Path file) throws IOException {
        String text = in.readLine();
        try {
            return JSON.readTree(text == null ? "" : text);
        } catch (JsonProcessingException e) {
            throw new UnreadableCopyException(file + " is no copy of an audit trail", e);
        }
    }

    private static void put(Writer out, ObjectNode line) {
        try {
            out.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte @Nullable [] bytes(JsonNode base64) {
        return base64.isTextual() ? Base64.getDecoder().decode(base64.asText()) : null;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
