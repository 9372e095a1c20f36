// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.schemas.AuditSeal;
import java.time.Instant;

/** The audit's topics as they are at a moment, or were. */
public interface AuditCopy {
    /** When it was made. */
    Instant takenAt();

    /**
     * Tells all of it.
     *
     * @throws UnreadableCopyException when it cannot be read to its end
     */
    void read(Reader reader);

    /**
     * What there is of a partition.
     *
     * @param topic {@code ci.audit}
     * @param recordsBegin the first offset that the log still has
     * @param sealsBegin the same of the partition's seals; above 0 when retention took some
     */
    record Start(String topic, int partition, long recordsBegin, long sealsBegin) {}

    /** Is told one partition after the other, records in their order, each seal after all that it covers. */
    interface Reader {
        void begin(Start start);

        void record(AuditRecord record);

        void seal(AuditSeal seal);

        void end();
    }
}
