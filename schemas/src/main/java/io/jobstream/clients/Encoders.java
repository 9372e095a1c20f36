// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import java.io.OutputStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Avro's encoders, one for each thread: their buffers are most of what making one costs. */
public final class Encoders {
    private static final ThreadLocal<BinaryEncoder> ENCODERS =
            ThreadLocal.withInitial(() -> EncoderFactory.get().binaryEncoder(OutputStream.nullOutputStream(), null));

    private Encoders() {}

    /**
     * This thread's encoder, which writes to {@code bytes} when it is flushed; until the next call. What a write that
     * failed left in it still goes to that write's stream.
     */
    public static BinaryEncoder to(OutputStream bytes) {
        return EncoderFactory.get().binaryEncoder(bytes, ENCODERS.get());
    }
}
