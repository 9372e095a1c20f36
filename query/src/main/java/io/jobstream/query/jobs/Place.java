// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * A job's place in lists: the newest first, by when it was accepted. Never changes, so that it can serve as a cursor.
 */
record Place(Instant acceptedAt, String jobId) implements Comparable<Place> {
    private static final Comparator<Place> NEWEST_FIRST =
            Comparator.comparing(Place::acceptedAt).reversed().thenComparing(Place::jobId);

    @Override
    public int compareTo(Place other) {
        return NEWEST_FIRST.compare(this, other);
    }

    /** As an opaque text. */
    String cursor() {
        byte[] id = jobId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(acceptedAt.toEpochMilli())
                .put(id)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty when the text is no cursor. */
    static Optional<Place> ofCursor(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() <= Long.BYTES) {
                return Optional.empty();
            }
            Instant acceptedAt = Instant.ofEpochMilli(bytes.getLong());
            return Optional.of(
                    new Place(acceptedAt, StandardCharsets.UTF_8.decode(bytes).toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
