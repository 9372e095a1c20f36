// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.audit.seals.Growth;
import io.jobstream.audit.seals.Seal;
import io.jobstream.schemas.AuditSeal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One partition that a test writes, seals and then tampers with. */
final class CopyInMemory implements AuditCopy {
    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    static final String ORIGIN = Checkpoint.origin("cluster", "ci.audit", 0);

    final List<AuditRecord> records = new ArrayList<>();
    final List<AuditSeal> seals = new ArrayList<>();
    final SealingKey key;
    long recordsBegin;
    long sealsBegin;
    private Growth growth = Growth.after(ORIGIN, Optional.empty());

    CopyInMemory(SealingKey key) {
        this.key = key;
    }

    /** Appends and seals so many records, an hour before now. */
    CopyInMemory sealed(int count) {
        return sealed(count, NOW.minusSeconds(3_600));
    }

    CopyInMemory sealed(int count, Instant at) {
        for (int i = 0; i < count; i++) {
            append(at);
            growth.add(records.get(records.size() - 1));
        }
        seals.add(growth.seal(at, key));
        return this;
    }

    CopyInMemory append(Instant at) {
        long offset = records.isEmpty() ? 0 : records.get(records.size() - 1).offset() + 1;
        records.add(record(offset, "record " + offset, at));
        return this;
    }

    /** A second sealer, which begins where a seal ended and covers the rest. */
    AuditSeal sealedAgainAfter(int seal) {
        Growth other = Growth.after(ORIGIN, Seal.open(seals.get(seal), "/ci.audit/0", List.of(key.noteKey())));
        records.forEach(other::add);
        return other.seal(NOW.minusSeconds(3_599), key);
    }

    static AuditRecord record(long offset, String value, Instant at) {
        return new AuditRecord(
                offset,
                at.toEpochMilli(),
                "actor".getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Instant takenAt() {
        return NOW;
    }

    @Override
    public void read(Reader reader) {
        reader.begin(new Start("ci.audit", 0, recordsBegin, sealsBegin));
        int next = 0;
        for (AuditSeal seal : seals) {
            while (next < records.size() && records.get(next).offset() <= seal.getToOffset()) {
                reader.record(records.get(next++));
            }
            reader.seal(seal);
        }
        while (next < records.size()) {
            reader.record(records.get(next++));
        }
        reader.end();
    }
}
