// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.logs;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Output that is not yet sent, and where it may be cut: at a line's end unless the line is too long or too old. */
final class ChunkBuffer {
    static final int CHUNK_BYTES_MAX = 64 * 1024;

    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES_MAX);

    /** Where to read to; never full when a chunk was taken before. */
    ByteBuffer room() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    boolean isFull() {
        return !bytes.hasRemaining();
    }

    /** The whole lines; everything when there is none and the buffer is full, or when {@code partial} lines are due. */
    Optional<ByteBuffer> take(boolean partial) {
        int end = endOfLastLine();
        if (end == 0 && (partial || isFull())) {
            end = bytes.position();
        }
        if (end == 0) {
            return Optional.empty();
        }
        byte[] chunk = new byte[end];
        bytes.flip().get(chunk);
        bytes.compact();
        return Optional.of(ByteBuffer.wrap(chunk));
    }

    private int endOfLastLine() {
        int end = bytes.position();
        while (end > 0 && bytes.get(end - 1) != '\n') {
            end--;
        }
        return end;
    }
}
