// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.seals;

import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.notes.SignedNote;
import io.jobstream.audit.tree.MerkleHash;
import io.jobstream.audit.tree.MerkleTree;
import io.jobstream.schemas.AuditSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A seal that was signed with a known key, and whose subtrees make up its root.
 *
 * @param checkpoint what it says
 * @param subtrees the tree that it is of
 * @param note its checkpoint as it was signed
 */
public record Seal(Checkpoint checkpoint, List<MerkleHash> subtrees, String note) {
    public Seal {
        subtrees = List.copyOf(subtrees);
    }

    /** Signs a tree. */
    public static AuditSeal sign(Checkpoint checkpoint, MerkleTree tree, SealingKey key) {
        return new AuditSeal(
                SignedNote.sign(checkpoint.text(), checkpoint.origin(), key),
                tree.subtrees().stream().map(MerkleHash::buffer).toList(),
                checkpoint.range().from(),
                checkpoint.range().to());
    }

    /** The seal, if one of the keys signed it for the partition; else empty. */
    public static Optional<Seal> open(AuditSeal seal, String originEnd, Collection<NoteKey> keys) {
        String note = seal.getNote();
        String origin = note.substring(0, Math.max(0, note.indexOf('\n')));
        if (!origin.endsWith(originEnd)) {
            return Optional.empty();
        }
        try {
            return SignedNote.open(note, origin, keys)
                    .map(Checkpoint::parse)
                    .map(checkpoint -> new Seal(
                            checkpoint,
                            seal.getSubtrees().stream()
                                    .map(each -> MerkleHash.of(bytes(each)))
                                    .toList(),
                            note))
                    .filter(read -> read.tree().root().equals(read.checkpoint().root()))
                    .filter(read -> read.checkpoint().range().from() == seal.getFromOffset()
                            && read.checkpoint().range().to() == seal.getToOffset());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What the next records are added to. */
    public MerkleTree tree() {
        return new MerkleTree(checkpoint.size(), subtrees);
    }

    public Checkpoint.Range range() {
        return checkpoint.range();
    }

    /** What the next seal names it by. */
    public MerkleHash id() {
        return id(note);
    }

    /** What the next seal names a note by. */
    public static MerkleHash id(String note) {
        try {
            return MerkleHash.of(MessageDigest.getInstance("SHA-256").digest(note.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
