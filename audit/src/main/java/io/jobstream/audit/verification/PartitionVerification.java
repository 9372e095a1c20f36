// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.audit.seals.Seal;
import io.jobstream.audit.tree.MerkleHash;
import io.jobstream.audit.tree.MerkleTree;
import io.jobstream.audit.verification.Finding.Kind;
import io.jobstream.schemas.AuditSeal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes one partition's seals again. It is told the records in their order, and each seal after the records that it
 * covers. Memory is bounded: it remembers some thousand seals, and the leaves that these can cover.
 */
final class PartitionVerification {
    private static final int SEALS_REMEMBERED = 10_000;
    private static final int LEAVES_REMEMBERED = 200_000;
    private static final int FINDINGS_MAX = 100;

    private final int partition;
    private final String originEnd;
    private final Collection<NoteKey> keys;
    private final Bounds bounds;
    private final long recordsBegin;
    private final long sealsBegin;
    private final Map<MerkleHash, Seal> known = new LinkedHashMap<>();
    private final NavigableMap<Long, MerkleHash> leaves = new TreeMap<>();
    private final NavigableMap<Long, Instant> unsealed = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable Seal newest;
    private @Nullable String origin;
    private long verified;
    private long unread;
    private long unsealedDropped;
    private long lastOffset = -1;
    private boolean any;
    private @Nullable Checkpoint witnessed;
    private boolean witnessedSeen;

    /**
     * Begins.
     *
     * @param start what the copy has of the partition
     */
    PartitionVerification(AuditCopy.Start start, Collection<NoteKey> keys, Bounds bounds) {
        this.partition = start.partition();
        this.originEnd = "/" + start.topic() + "/" + partition;
        this.keys = keys;
        this.bounds = bounds;
        this.recordsBegin = start.recordsBegin();
        this.sealsBegin = start.sealsBegin();
    }

    /** Tells of a seal that someone outside has kept: the copy must have it, or retention have taken it. */
    void witness(Checkpoint checkpoint) {
        witnessed = checkpoint;
    }

    void record(AuditRecord record) {
        lastOffset = record.offset();
        leaves.put(record.offset(), record.leaf());
        unsealed.put(record.offset(), record.stamp());
        while (leaves.size() > LEAVES_REMEMBERED) {
            leaves.pollFirstEntry();
        }
        while (unsealed.size() > LEAVES_REMEMBERED) {
            unsealed.pollFirstEntry();
            unsealedDropped++;
        }
    }

    void seal(AuditSeal found) {
        Optional<Seal> opened = Seal.open(found, originEnd, keys);
        if (opened.isEmpty()) {
            find(
                    Kind.FORGED_SEAL,
                    found.getFromOffset(),
                    found.getToOffset(),
                    "no known key signed this seal for this partition as it is here");
            return;
        }
        Seal seal = opened.get();
        if (origin != null && !origin.equals(seal.checkpoint().origin())) {
            find(
                    Kind.FORGED_SEAL,
                    seal,
                    "it is of another log, " + seal.checkpoint().origin());
            return;
        }
        origin = seal.checkpoint().origin();
        boolean first = !any;
        any = true;
        Optional<Seal> previous = seal.checkpoint().previous().flatMap(id -> Optional.ofNullable(known.get(id)));
        if (previous.isPresent()) {
            follow(seal, previous.get());
        } else if (seal.checkpoint().previous().isEmpty() && first) {
            begin(seal);
        } else {
            resume(seal, first);
        }
        remember(seal);
        witnessedSeen |= seal.checkpoint().equals(witnessed);
    }

    PartitionReport end() {
        List<Map.Entry<Long, Instant>> late = unsealed.entrySet().stream()
                .filter(record -> bounds.mustBeSealed(record.getValue()))
                .toList();
        if (!late.isEmpty()) {
            find(
                    Kind.UNSEALED,
                    late.get(0).getKey(),
                    late.get(late.size() - 1).getKey(),
                    late.size() + " records have no seal, the oldest of "
                            + late.get(0).getValue());
        }
        findings.replaceAll(this::corrected);
        if (witnessed != null && !witnessedSeen) {
            missWitnessed(witnessed);
        }
        return new PartitionReport(
                partition, verified, unread, unsealed.size() + unsealedDropped, Optional.ofNullable(newest), findings);
    }

    /** What looked like the end of the log was not, when records came later. */
    private Finding corrected(Finding found) {
        return found.kind() == Kind.CUT_OFF && lastOffset > found.to()
                ? new Finding(Kind.REMOVED, partition, found.from(), found.to(), found.detail())
                : found;
    }

    /** The first seal of a log goes on from none. */
    private void begin(Seal seal) {
        if (seal.checkpoint().size() != seal.range().records()) {
            find(Kind.FORGED_SEAL, seal, "it is the first, but its tree has records from before");
        } else {
            check(seal, new MerkleTree());
        }
    }

    private void follow(Seal seal, Seal previous) {
        if (seal.range().from() != previous.range().to() + 1
                || seal.checkpoint().size()
                        != previous.checkpoint().size() + seal.range().records()) {
            find(Kind.FORGED_SEAL, seal, "it does not go on where the seal before it ended");
        } else {
            check(seal, previous.tree());
        }
    }

    /** A seal is missing before this one; only at the beginning of the copy may retention have taken it. */
    private void resume(Seal seal, boolean first) {
        long from = newest == null ? recordsBegin : newest.range().to() + 1;
        if (!first || sealsBegin == 0 || hasYoungBefore(seal)) {
            find(
                    Kind.SEAL_REMOVED,
                    Math.min(from, seal.range().from()),
                    seal.range().to(),
                    seal.checkpoint().previous().isEmpty()
                            ? "this seal begins the log again, after others"
                            : "the seal that this one goes on from is not here");
        }
        // Its own range has no tree to begin with: what follows has.
        unread += seal.range().records();
        unsealed.headMap(seal.range().to(), true).clear();
    }

    private boolean hasYoungBefore(Seal seal) {
        return unsealed.headMap(seal.range().from(), false).values().stream()
                .anyMatch(stamp -> !bounds.mayBeTaken(stamp));
    }

    private void check(Seal seal, MerkleTree tree) {
        long from = seal.range().from();
        long to = seal.range().to();
        boolean repeated = newest != null && to <= newest.range().to();
        NavigableMap<Long, MerkleHash> covered = leaves.subMap(from, true, to, true);
        if (repeated && (leaves.isEmpty() || leaves.firstKey() > from)) {
            // Another sealer said this too, and it was checked when the first did.
            return;
        }
        covered.values().forEach(tree::add);
        if (tree.root().equals(seal.checkpoint().root())
                && tree.size() == seal.checkpoint().size()) {
            verified += repeated ? 0 : seal.range().records();
        } else if (recordsBegin > from) {
            taken(seal);
        } else if (covered.size() < seal.range().records()) {
            missing(seal, covered);
        } else {
            find(Kind.CHANGED, seal, "its records do not give the root that was signed");
        }
        unsealed.headMap(to, true).clear();
    }

    private void taken(Seal seal) {
        if (bounds.mayBeTaken(seal.checkpoint().sealedAt())) {
            unread += seal.range().records();
        } else {
            find(
                    Kind.REMOVED,
                    seal,
                    "the partition begins at offset " + recordsBegin + " now, and retention cannot have taken what was"
                            + " sealed at " + seal.checkpoint().sealedAt());
        }
    }

    private void missing(Seal seal, NavigableMap<Long, MerkleHash> covered) {
        long present = seal.range().from();
        while (covered.containsKey(present)) {
            present++;
        }
        boolean nothingAfter = leaves.isEmpty() || leaves.lastKey() < present;
        String detail = "offset " + present + " is not there: " + covered.size() + " of "
                + seal.range().records() + " sealed records are";
        find(nothingAfter ? Kind.CUT_OFF : Kind.REMOVED, seal, detail);
    }

    private void missWitnessed(Checkpoint kept) {
        if (newest == null || newest.checkpoint().size() < kept.size()) {
            find(
                    Kind.CUT_OFF,
                    kept.range().from(),
                    kept.range().to(),
                    "the seal that was kept of " + kept.sealedAt() + " is not here, nor any later one");
        } else if (!bounds.mayBeTaken(kept.sealedAt())) {
            find(
                    Kind.SEAL_REMOVED,
                    kept.range().from(),
                    kept.range().to(),
                    "the seal that was kept of " + kept.sealedAt() + " is not here, though later ones are");
        }
    }

    private void remember(Seal seal) {
        known.put(seal.id(), seal);
        if (known.size() > SEALS_REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
        if (newest == null || seal.checkpoint().size() > newest.checkpoint().size()) {
            newest = seal;
        }
    }

    private void find(Kind kind, Seal seal, String detail) {
        find(kind, seal.range().from(), seal.range().to(), detail);
    }

    private void find(Kind kind, long from, long to, String detail) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(new Finding(kind, partition, from, to, detail));
        }
    }
}
