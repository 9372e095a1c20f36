// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Ids that follow from what they name, so that every copy of the gateway gives the same. */
public final class DerivedId {
    private DerivedId() {}

    /** A UUIDv8 of a hash of {@code parts}. Their lengths go in too, so that no two lists give the same bytes. */
    public static String of(List<String> parts) {
        List<byte[]> encoded = parts.stream()
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer bytes = ByteBuffer.allocate(
                encoded.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        encoded.forEach(part -> bytes.putInt(part.length).put(part));
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(bytes.array()));
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }
}
