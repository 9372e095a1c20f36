// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.notes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 key that notes can be verified with, under any name.
 *
 * @param key the key
 */
public record NoteKey(PublicKey key) {
    static final int ID_BYTES = 4;
    private static final byte ED25519 = 1;
    private static final int RAW_BYTES = 32;
    /** What stands before an Ed25519 key's 32 bytes in its X.509 encoding. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Checks what it is. */
    public NoteKey {
        byte[] encoded = key.getEncoded();
        if (encoded.length != X509_PREFIX.length + RAW_BYTES
                || !Arrays.equals(encoded, 0, X509_PREFIX.length, X509_PREFIX, 0, X509_PREFIX.length)) {
            throw new IllegalArgumentException("Expected an Ed25519 key, found one for " + key.getAlgorithm());
        }
    }

    /**
     * From a verifier key as c2sp.org/signed-note has it, {@code name+hash+data}; the name is left to the caller.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static NoteKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        byte[] data = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
        if (data.length != 1 + RAW_BYTES || data[0] != ED25519) {
            throw new IllegalArgumentException("Expected the key of a note, name+hash+data, for Ed25519");
        }
        NoteKey found = ofRaw(Arrays.copyOfRange(data, 1, data.length));
        if (!HexFormat.of().formatHex(found.id(parts[0])).equals(parts[1])) {
            throw new IllegalArgumentException("The key's hash is not that of its name and data");
        }
        return found;
    }

    /** As other tools want it, {@code name+hash+data}. */
    public String text(String name) {
        byte[] data = ByteBuffer.allocate(1 + RAW_BYTES).put(ED25519).put(raw()).array();
        return name + "+" + HexFormat.of().formatHex(id(name)) + "+"
                + Base64.getEncoder().encodeToString(data);
    }

    /** What signatures under a name tell this key by, 4 bytes. */
    byte[] id(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(ED25519);
            return Arrays.copyOf(digest.digest(raw()), ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance("Ed25519");
            verifying.initVerify(key);
            verifying.update(text);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static NoteKey ofRaw(byte[] raw) {
        byte[] encoded = ByteBuffer.allocate(X509_PREFIX.length + RAW_BYTES)
                .put(X509_PREFIX)
                .put(raw)
                .array();
        try {
            return new NoteKey(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("No Ed25519 key: " + e.getMessage(), e);
        }
    }

    private byte[] raw() {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
    }
}
