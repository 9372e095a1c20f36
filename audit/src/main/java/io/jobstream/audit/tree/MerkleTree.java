// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The tree of RFC 6962 over leaves that only ever grow in number, kept as the roots of the perfect subtrees that it
 * consists of: at most 63 hashes, whatever it has of leaves. Not safe for use by several threads.
 */
public final class MerkleTree {
    private final List<MerkleHash> subtrees;
    private long size;

    /** One without leaves. */
    public MerkleTree() {
        this(0, List.of());
    }

    /**
     * One that has leaves already.
     *
     * @param size how many
     * @param subtrees the roots of its perfect subtrees, the largest first: one for each bit of the size
     * @throws IllegalArgumentException when these cannot be of such a tree
     */
    public MerkleTree(long size, List<MerkleHash> subtrees) {
        if (size < 0 || Long.bitCount(size) != subtrees.size()) {
            throw new IllegalArgumentException(
                    "A tree of " + size + " leaves does not have " + subtrees.size() + " perfect subtrees");
        }
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    /** Adds a leaf at the end. */
    public void add(MerkleHash leaf) {
        MerkleHash right = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            right = MerkleHash.ofNode(subtrees.remove(subtrees.size() - 1), right);
        }
        subtrees.add(right);
        size++;
    }

    public long size() {
        return size;
    }

    /** What {@link #MerkleTree(long, List)} goes on from. */
    public List<MerkleHash> subtrees() {
        return List.copyOf(subtrees);
    }

    /** The hash of all of it. */
    public MerkleHash root() {
        if (subtrees.isEmpty()) {
            return MerkleHash.ofNothing();
        }
        MerkleHash root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleHash.ofNode(subtrees.get(i), root);
        }
        return root;
    }
}
