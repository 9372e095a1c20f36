// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A key as its owner has it: {@code jsk_<id>_<secret><checksum>}. The prefix and the checksum let scanners tell a
 * leaked key from any other text, and let a mistyped one be refused without a look at any key.
 *
 * @param keyId twelve letters and digits
 * @param secret 43 random letters and digits, which are 256 bits
 */
public record KeyText(String keyId, String secret) {
    private static final String PREFIX = "jsk_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;
    private static final Pattern TEXT = Pattern.compile("jsk_([0-9A-Za-z]{%d})_([0-9A-Za-z]{%d})([0-9A-Za-z]{%d})"
            .formatted(ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH));
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyText random() {
        return new KeyText(random(ID_LENGTH), random(SECRET_LENGTH));
    }

    static boolean looksLikeOne(String text) {
        return text.startsWith(PREFIX);
    }

    /** Empty when it is none, also when its checksum is wrong. */
    static Optional<KeyText> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        KeyText key = new KeyText(matcher.group(1), matcher.group(2));
        return key.checksum().equals(matcher.group(3)) ? Optional.of(key) : Optional.empty();
    }

    /** The whole key, to be shown once. */
    public String text() {
        return body() + checksum();
    }

    /** SHA-256 does: nobody guesses 256 random bits, so that a slow hash would only slow each request. */
    byte[] secretHash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return PREFIX + keyId;
    }

    private String body() {
        return PREFIX + keyId + "_" + secret;
    }

    private String checksum() {
        CRC32 crc = new CRC32();
        crc.update(body().getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
