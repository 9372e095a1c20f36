// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What the id of an event says: the generation of the topic, and the next offset of each partition that is read. Opaque
 * to clients.
 *
 * @param positions by partition; -1 where a partition is not read
 * @param rest what the stream needs beside it to go on
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record EventId(Uuid topicId, long[] positions, byte[] rest) {
    private static final byte FORMAT = 1;
    private static final int VARINT_BYTES_MAX = 10;

    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(
                1 + 2 * Long.BYTES + VARINT_BYTES_MAX + 2 * VARINT_BYTES_MAX * positions.length + rest.length);
        bytes.put(FORMAT).putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
        ByteUtils.writeUnsignedVarint(
                (int) Arrays.stream(positions).filter(next -> next >= 0).count(), bytes);
        for (int partition = 0; partition < positions.length; partition++) {
            if (positions[partition] >= 0) {
                ByteUtils.writeUnsignedVarint(partition, bytes);
                ByteUtils.writeVarlong(positions[partition], bytes);
            }
        }
        bytes.put(rest).flip();
        byte[] used = new byte[bytes.remaining()];
        bytes.get(used);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(used);
    }

    /** Empty when the text is no id of such a topic. */
    static Optional<EventId> of(String text, int partitions) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.get() != FORMAT) {
                return Optional.empty();
            }
            Uuid topicId = new Uuid(bytes.getLong(), bytes.getLong());
            long[] positions = new long[partitions];
            Arrays.fill(positions, -1);
            int count = ByteUtils.readUnsignedVarint(bytes);
            for (int i = 0; i < count; i++) {
                positions[ByteUtils.readUnsignedVarint(bytes)] = Math.max(0, ByteUtils.readVarlong(bytes));
            }
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            return Optional.of(new EventId(topicId, positions, rest));
        } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Whether it reads the same partitions of the same topic. */
    boolean fits(Uuid topic, long[] scope) {
        boolean same = topicId.equals(topic);
        for (int partition = 0; same && partition < scope.length; partition++) {
            same = (scope[partition] >= 0) == (positions[partition] >= 0) && positions[partition] <= scope[partition];
        }
        return same;
    }
}
