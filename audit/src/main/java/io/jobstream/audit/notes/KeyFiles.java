// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.notes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys as PEM files: the private one has both halves, as {@code openssl genpkey -algorithm ed25519} and {@code openssl
 * pkey -pubout} write them.
 */
public final class KeyFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END \\1 KEY-----");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private KeyFiles() {}

    /** Keeps a text in a new file that nobody but this user can read. */
    public static void create(Path file, String text) {
        try {
            Path made = Files.createFile(file, OWNER_ONLY);
            Files.writeString(made, text);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " exists: a key is never overwritten", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** Both halves. */
    public static String pem(SealingKey key) {
        return block("PRIVATE", key.privateKey().getEncoded()) + pem(key.noteKey());
    }

    /** What everyone may know. */
    public static String pem(NoteKey key) {
        return block("PUBLIC", key.key().getEncoded());
    }

    /**
     * Reads a file with both halves of a key.
     *
     * @throws IllegalArgumentException when it has not, or they do not belong together
     */
    public static SealingKey signing(Path file) {
        String text = text(file);
        List<byte[]> secrets = blocks(text, "PRIVATE");
        List<NoteKey> known = publicKeys(file, text);
        if (secrets.size() != 1 || known.size() != 1) {
            throw new IllegalArgumentException(file + ": expected one PRIVATE KEY and its PUBLIC KEY in PEM, found "
                    + secrets.size() + " and " + known.size());
        }
        try {
            SealingKey key = new SealingKey(
                    KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(secrets.get(0))),
                    known.get(0));
            if (SignedNote.open(SignedNote.sign("\n", "try", key), "try", known).isEmpty()) {
                throw new IllegalArgumentException(file + ": the two halves do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + ": not an Ed25519 key", e);
        }
    }

    /**
     * Reads the public keys of a file; there may be several, of which each counts.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static List<NoteKey> verifying(Path file) {
        List<NoteKey> keys = publicKeys(file, text(file));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(file + ": expected a PUBLIC KEY in PEM");
        }
        return keys;
    }

    private static List<NoteKey> publicKeys(Path file, String text) {
        List<NoteKey> keys = new ArrayList<>();
        for (byte[] encoded : blocks(text, "PUBLIC")) {
            try {
                PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
                keys.add(new NoteKey(key));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(file + ": not an Ed25519 key", e);
            }
        }
        return keys;
    }

    private static List<byte[]> blocks(String text, String kind) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (kind.equals(matcher.group(1))) {
                blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
            }
        }
        return blocks;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    private static String block(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + " KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + kind
                + " KEY-----\n";
    }
}
