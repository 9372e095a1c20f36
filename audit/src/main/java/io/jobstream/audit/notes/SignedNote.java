// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.notes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;

/** Text and signatures as c2sp.org/signed-note has them. */
public final class SignedNote {
    private static final String SEPARATOR = "\n\n";
    private static final String SIGNATURE_START = "\u2014 ";

    private SignedNote() {}

    /**
     * Signs a text.
     *
     * @param text ends with a newline
     * @param name of the signer, without blanks and plus signs
     */
    public static String sign(String text, String name, SealingKey key) {
        if (!text.endsWith("\n") || name.isEmpty() || name.matches(".*[\\s+].*")) {
            throw new IllegalArgumentException("A note ends with a newline, and its signer's name has no blank or +");
        }
        byte[] signature = signature(text.getBytes(StandardCharsets.UTF_8), key);
        byte[] data = ByteBuffer.allocate(NoteKey.ID_BYTES + signature.length)
                .put(key.noteKey().id(name))
                .put(signature)
                .array();
        return text + "\n" + SIGNATURE_START + name + " " + Base64.getEncoder().encodeToString(data) + "\n";
    }

    /** The text, with its last newline, when one of the keys has signed it under the name; else empty. */
    public static Optional<String> open(String note, String name, Collection<NoteKey> keys) {
        int end = note.lastIndexOf(SEPARATOR);
        if (end < 0 || !note.endsWith("\n")) {
            return Optional.empty();
        }
        String text = note.substring(0, end + 1);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean signed = note.substring(end + SEPARATOR.length())
                .lines()
                .filter(line -> line.startsWith(SIGNATURE_START + name + " "))
                .map(line -> decoded(line.substring((SIGNATURE_START + name + " ").length())))
                .anyMatch(data -> keys.stream().anyMatch(key -> isBy(key, name, bytes, data)));
        return signed ? Optional.of(text) : Optional.empty();
    }

    private static boolean isBy(NoteKey key, String name, byte[] text, byte[] data) {
        return data.length > NoteKey.ID_BYTES
                && Arrays.equals(Arrays.copyOf(data, NoteKey.ID_BYTES), key.id(name))
                && key.verifies(text, Arrays.copyOfRange(data, NoteKey.ID_BYTES, data.length));
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] signature(byte[] text, SealingKey key) {
        try {
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(key.privateKey());
            signing.update(text);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The audit's key cannot sign", e);
        }
    }
}
