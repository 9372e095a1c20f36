// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.seals;

import io.jobstream.audit.tree.MerkleHash;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code ci.audit}, as a partition has it.
 *
 * @param offset its place
 * @param timestamp the log's stamp, in milliseconds since 1970
 * @param key its key; null for none
 * @param value its value; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its own equals.
public record AuditRecord(long offset, long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
    private static final int NONE = -1;

    /**
     * Its leaf: offset and stamp with 8 bytes each, then key and value, each as its length with 4 bytes, -1 for none,
     * and its bytes; all big-endian.
     */
    public MerkleHash leaf() {
        return MerkleHash.ofLeaf(ByteBuffer.allocate(2 * Long.BYTES + size(key) + size(value))
                .putLong(offset)
                .putLong(timestamp)
                .put(field(key))
                .put(field(value))
                .array());
    }

    public Instant stamp() {
        return Instant.ofEpochMilli(timestamp);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuditRecord record
                && offset == record.offset
                && timestamp == record.timestamp
                && Arrays.equals(key, record.key)
                && Arrays.equals(value, record.value);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(offset);
    }

    private static int size(byte @Nullable [] bytes) {
        return Integer.BYTES + (bytes == null ? 0 : bytes.length);
    }

    private static byte[] field(byte @Nullable [] bytes) {
        ByteBuffer field = ByteBuffer.allocate(size(bytes));
        return bytes == null
                ? field.putInt(NONE).array()
                : field.putInt(bytes.length).put(bytes).array();
    }
}
