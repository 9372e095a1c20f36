// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is kept: what lists filter by, and the rest encoded.
 *
 * @param holds the concurrency group in which it takes a place; null for none
 * @param turn where it waits for a runner; null when it does not
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record KeptJob(
        Place place,
        String pool,
        String repository,
        String tenant,
        JobState state,
        long revision,
        @Nullable Instant settledAt,
        @Nullable GroupKey holds,
        @Nullable Turn turn,
        byte[] encoded) {
    /** Of a request that no status speaks of. */
    static final long NO_REVISION = Long.MIN_VALUE;

    static KeptJob of(JobStatus status, long revision) {
        try {
            ByteBuffer bytes = status.toByteBuffer();
            byte[] encoded = new byte[bytes.remaining()];
            bytes.get(encoded);
            return new KeptJob(
                    new Place(status.getAcceptedAt(), status.getSpec().getJobId()),
                    Cell.poolOf(status.getPool()).intern(),
                    status.getSpec().getRepository().intern(),
                    status.getSpec().getTenant().intern(),
                    status.getState(),
                    revision,
                    status.getSettledAt(),
                    GroupKey.heldBy(status),
                    Turn.of(status),
                    encoded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JobStatus status() {
        try {
            return JobStatus.fromByteBuffer(ByteBuffer.wrap(encoded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
