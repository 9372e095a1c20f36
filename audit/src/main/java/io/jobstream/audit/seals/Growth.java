// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.seals;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.tree.MerkleHash;
import io.jobstream.audit.tree.MerkleTree;
import io.jobstream.schemas.AuditSeal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition as it grows: the tree of all records so far, and which of them no seal has yet. Two that read the same
 * records agree about every root, so that it does no harm when two seal one partition.
 */
public final class Growth {
    private final String origin;
    private final MerkleTree tree;
    private @Nullable MerkleHash previous;
    private long next;
    private long first;
    private long pending;

    private Growth(String origin, MerkleTree tree, @Nullable MerkleHash previous, long next) {
        this.origin = origin;
        this.tree = tree;
        this.previous = previous;
        this.next = next;
    }

    /** Begins, or goes on where the newest seal ended. */
    public static Growth after(String origin, Optional<Seal> newest) {
        return newest.map(seal ->
                        new Growth(origin, seal.tree(), seal.id(), seal.range().to() + 1))
                .orElseGet(() -> new Growth(origin, new MerkleTree(), null, 0));
    }

    /** The offset from which on records are wanted. */
    public long next() {
        return next;
    }

    public long pending() {
        return pending;
    }

    /** Takes the next record; one that it has is ignored. */
    public void add(AuditRecord record) {
        if (record.offset() < next) {
            return;
        }
        if (pending == 0) {
            first = record.offset();
        }
        tree.add(record.leaf());
        pending++;
        next = record.offset() + 1;
    }

    /** Signs what is pending; there must be something. What follows goes on from this seal. */
    public AuditSeal seal(Instant now, SealingKey key) {
        Checkpoint checkpoint = new Checkpoint(
                origin,
                tree.size(),
                tree.root(),
                new Checkpoint.Range(first, next - 1, pending),
                Optional.ofNullable(previous),
                now);
        AuditSeal seal = Seal.sign(checkpoint, tree, key);
        previous = Seal.id(seal.getNote());
        pending = 0;
        return seal;
    }
}
