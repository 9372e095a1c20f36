// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.schemas.AuditSeal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes all seals of a copy again. */
public final class Verification {
    private final Collection<NoteKey> keys;
    private final Map<Integer, Checkpoint> witnessed;

    /**
     * Prepares it.
     *
     * @param keys whose seals are believed
     * @param witnessed the seals that someone outside has kept, by partition; may be empty
     */
    public Verification(Collection<NoteKey> keys, Map<Integer, Checkpoint> witnessed) {
        this.keys = keys;
        this.witnessed = Map.copyOf(witnessed);
    }

    /**
     * What became of each partition, in their order.
     *
     * @throws UnreadableCopyException when the copy cannot be read to its end
     */
    public List<PartitionReport> of(AuditCopy copy, Bounds bounds) {
        Map<Integer, Checkpoint> unseen = new TreeMap<>(witnessed);
        List<PartitionReport> reports = new ArrayList<>();
        copy.read(new AuditCopy.Reader() {
            private @Nullable PartitionVerification current;

            @Override
            public void begin(AuditCopy.Start start) {
                current = new PartitionVerification(start, keys, bounds);
                Checkpoint kept = unseen.remove(start.partition());
                if (kept != null) {
                    current.witness(kept);
                }
            }

            @Override
            public void record(AuditRecord record) {
                Objects.requireNonNull(current).record(record);
            }

            @Override
            public void seal(AuditSeal seal) {
                Objects.requireNonNull(current).seal(seal);
            }

            @Override
            public void end() {
                reports.add(Objects.requireNonNull(current).end());
            }
        });
        unseen.forEach((partition, kept) -> reports.add(absent(partition, kept, bounds)));
        return reports;
    }

    /** A partition of which a seal was kept is not in the copy at all. */
    private PartitionReport absent(int partition, Checkpoint kept, Bounds bounds) {
        PartitionVerification nothing =
                new PartitionVerification(new AuditCopy.Start("", partition, 0, 0), keys, bounds);
        nothing.witness(kept);
        return nothing.end();
    }
}
