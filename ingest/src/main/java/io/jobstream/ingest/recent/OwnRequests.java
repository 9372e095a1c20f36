// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests that this gateway is writing, by all of their bytes. The log often shows one before its acknowledgement is
 * here; who knows what it wrote need not look at the signature, which costs more than all else about a record. Bounded
 * by what may be in flight. Safe for use by many threads.
 */
public final class OwnRequests {
    private final Set<ByteBuffer> encoded = ConcurrentHashMap.newKeySet();

    /** It is about to be written. */
    public void begin(byte[] request) {
        encoded.add(ByteBuffer.wrap(request));
    }

    /** It is known otherwise by now, or never will be. */
    public void end(byte[] request) {
        encoded.remove(ByteBuffer.wrap(request));
    }

    boolean has(byte[] request) {
        return encoded.contains(ByteBuffer.wrap(request));
    }
}
