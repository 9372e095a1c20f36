// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the keys of subjects are wrapped with, 256 bits from a file: nobody finds a subject or opens a key without it.
 */
public final class KeyEncryptionKey {
    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final int LOOKUP_BYTES = 16;

    private final SecretKey wrapping;
    private final SecretKey lookups;

    private KeyEncryptionKey(byte[] secret) {
        this.wrapping = new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), "jobstream audit wrapping"), "AES");
        this.lookups = new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), "jobstream audit lookups"), HMAC);
    }

    /** The text of a new one. */
    public static String randomText() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret) + "\n";
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when the file is not 32 bytes in base64
     */
    public static KeyEncryptionKey read(Path file) {
        try {
            byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
            if (secret.length == BYTES) {
                return new KeyEncryptionKey(secret);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new IllegalArgumentException(file + ": expected " + BYTES
                + " random bytes in base64, as openssl rand -base64 " + BYTES + " writes them");
    }

    /** What keys of {@code ci.audit.subjects} begin with for a subject: nobody can reckon it without this key. */
    String lookup(String subject) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(hmac(lookups, subject), LOOKUP_BYTES));
    }

    byte[] wrap(SecretKey key, String recordKey) {
        return SealedBytes.seal(wrapping, key.getEncoded(), recordKey);
    }

    /** Empty when another key wrapped it, or it stood elsewhere. */
    Optional<SecretKey> unwrap(byte[] wrapped, String recordKey) {
        return SealedBytes.open(wrapping, wrapped, recordKey).map(key -> new SecretKeySpec(key, "AES"));
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "KeyEncryptionKey";
    }

    private static byte[] hmac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
