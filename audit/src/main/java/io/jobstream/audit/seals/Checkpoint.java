// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.seals;

import io.jobstream.audit.tree.MerkleHash;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a seal says: the text of a checkpoint (c2sp.org/tlog-checkpoint) with four lines of our own.
 *
 * <pre>
 * jobstream/CLUSTER/ci.audit/3          the origin, which is also the signer's name
 * 1042                                  how many records the tree has
 * 7dmSeTEc...=                          its root, base64
 * offsets 1030 1041                     the first and the last that this seal adds
 * records 12                            how many that are
 * previous 4oQ...=                      SHA-256 of the note of the seal that it goes on from, or none
 * sealed 2026-03-01T12:00:00.123Z       when, by the sealer's clock
 * </pre>
 *
 * @param origin the log, one for each partition
 * @param size of the tree, in records
 * @param root of the tree
 * @param range what it adds
 * @param previous the seal that it goes on from; empty for the first
 * @param sealedAt when
 */
public record Checkpoint(
        String origin, long size, MerkleHash root, Range range, Optional<MerkleHash> previous, Instant sealedAt) {
    private static final String NONE = "none";
    private static final int LINES = 7;

    /**
     * Offsets of a partition, both included.
     *
     * @param records how many are there
     */
    public record Range(long from, long to, long records) {
        public Range {
            if (from < 0 || to < from || records < 1 || records > to - from + 1) {
                throw new IllegalArgumentException(records + " records cannot be at " + from + " to " + to);
            }
        }

        @Override
        public String toString() {
            return from + " to " + to;
        }
    }

    /** The origin of a partition's log. */
    public static String origin(String clusterId, String topic, int partition) {
        return "jobstream/" + clusterId + "/" + topic + "/" + partition;
    }

    /** The text that is signed. */
    public String text() {
        return String.join(
                        "\n",
                        origin,
                        Long.toString(size),
                        base64(root),
                        "offsets " + range.from() + " " + range.to(),
                        "records " + range.records(),
                        "previous " + previous.map(Checkpoint::base64).orElse(NONE),
                        "sealed " + sealedAt)
                + "\n";
    }

    /**
     * Reads a text, which must be just as {@link #text} writes it.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static Checkpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != LINES) {
            throw new IllegalArgumentException("Expected " + LINES + " lines, found " + lines.size());
        }
        try {
            String[] offsets = value(lines.get(3), "offsets").split(" ", -1);
            String previous = value(lines.get(5), "previous");
            Checkpoint read = new Checkpoint(
                    lines.get(0),
                    Long.parseLong(lines.get(1)),
                    hash(lines.get(2)),
                    new Range(
                            Long.parseLong(offsets[0]),
                            Long.parseLong(offsets[1]),
                            Long.parseLong(value(lines.get(4), "records"))),
                    previous.equals(NONE) ? Optional.empty() : Optional.of(hash(previous)),
                    Instant.parse(value(lines.get(6), "sealed")));
            if (!read.text().equals(text)) {
                throw new IllegalArgumentException("Not written as it should be");
            }
            return read;
        } catch (ArrayIndexOutOfBoundsException | DateTimeException e) {
            throw new IllegalArgumentException("A line is not as it should be", e);
        }
    }

    private static String value(String line, String name) {
        if (!line.startsWith(name + " ")) {
            throw new IllegalArgumentException("Expected " + name + ", found " + line);
        }
        return line.substring(name.length() + 1);
    }

    private static MerkleHash hash(String base64) {
        return MerkleHash.of(Base64.getDecoder().decode(base64));
    }

    private static String base64(MerkleHash hash) {
        return Base64.getEncoder().encodeToString(hash.bytes());
    }
}
