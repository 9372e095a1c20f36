// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.tree;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 hash of RFC 6962, section 2.1: leaves and inner nodes can never be taken for each other. */
public final class MerkleHash {
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] bytes;

    private MerkleHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * From its bytes.
     *
     * @throws IllegalArgumentException when these are not 32
     */
    public static MerkleHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new MerkleHash(bytes.clone());
    }

    /** Of a tree without leaves. */
    public static MerkleHash ofNothing() {
        return new MerkleHash(sha256().digest());
    }

    public static MerkleHash ofLeaf(byte[] data) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return new MerkleHash(digest.digest(data));
    }

    static MerkleHash ofNode(MerkleHash left, MerkleHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.bytes);
        return new MerkleHash(digest.digest(right.bytes));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MerkleHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
