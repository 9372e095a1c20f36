// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.notes.SignedNote;
import io.jobstream.audit.seals.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest seal of each partition in a file outside of Kafka: what shows that log and seals were cut off together.
 */
public final class KeptSeals {
    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptSeals() {}

    /**
     * Reads them; none where there is no file yet.
     *
     * @throws IllegalArgumentException when it cannot be read, or holds what no key signed
     */
    public static Map<Integer, Checkpoint> read(Path file, Collection<NoteKey> keys) {
        Map<Integer, Checkpoint> kept = new TreeMap<>();
        if (!Files.exists(file)) {
            return kept;
        }
        try {
            Map<Integer, String> texts =
                    JSON.readValue(file.toFile(), new TypeReference<TreeMap<Integer, String>>() {});
            texts.forEach((partition, text) -> kept.put(partition, signed(file, text, keys)));
            return kept;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Writes the newest of those that were found, and keeps those of which nothing newer was. */
    public static void write(Path file, List<PartitionReport> reports) throws IOException {
        Map<Integer, String> all = new TreeMap<>();
        if (Files.exists(file)) {
            all.putAll(JSON.readValue(file.toFile(), new TypeReference<TreeMap<Integer, String>>() {}));
        }
        reports.stream()
                .filter(report -> report.findings().isEmpty())
                .forEach(report -> report.newest().ifPresent(newest -> all.put(report.partition(), newest.note())));
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static Checkpoint signed(Path file, String note, Collection<NoteKey> keys) {
        String origin = note.lines().findFirst().orElse("");
        return SignedNote.open(note, origin, keys)
                .map(Checkpoint::parse)
                .orElseThrow(() -> new IllegalArgumentException(file + " has a seal that none of the keys signed"));
    }
}
