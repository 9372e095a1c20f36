// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.LogChunk;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A chunk of a job's log. */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record LogPart(int attempt, long sequence, Instant at, byte[] content, boolean last) {
    private static final int OVERHEAD_BYTES = 150;

    static @Nullable Entry<LogPart> entry(Received<LogChunk> received) {
        LogChunk chunk = received.value();
        if (chunk == null) {
            return null;
        }
        ByteBuffer buffer = chunk.getContent().duplicate();
        byte[] content = new byte[buffer.remaining()];
        buffer.get(content);
        LogPart part = new LogPart(chunk.getAttempt(), chunk.getSequence(), chunk.getAt(), content, chunk.getLast());
        return new Entry<>(
                received.partition(), received.offset(), chunk.getJobId(), part, content.length + OVERHEAD_BYTES);
    }
}
