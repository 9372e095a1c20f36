// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a submission repeatable.
 *
 * @param key the caller's, unique for its tenant and pool
 * @param fingerprint SHA-256 of what was asked for: the same key for something else is a mistake
 */
public record IdempotencyKey(String key, ByteBuffer fingerprint) {
    /** As draft-ietf-httpapi-idempotency-key-header says, a string in quotes; without them it is taken too. */
    private static final Pattern HEADER =
            Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])+)\"|([\\x21\\x23-\\x7e]+)");

    /** In quotes, with each character escaped. */
    private static final int HEADER_MAX = 2 * Limits.KEY_MAX + 2;

    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]+");

    private static final ObjectMapper CANONICAL =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    /** The key in an {@code Idempotency-Key} header; empty when the header is not as it should be. */
    public static Optional<String> read(String header) {
        String text = header.strip();
        Matcher matcher = HEADER.matcher(text);
        // First the length: the pattern takes some stack for each character.
        if (text.length() > HEADER_MAX || !matcher.matches()) {
            return Optional.empty();
        }
        String quoted = matcher.group(1);
        String key = quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
        return Optional.of(key).filter(it -> it.length() <= Limits.KEY_MAX);
    }

    /** Whether a text can be a key. */
    public static boolean isOne(String text) {
        return text.length() <= Limits.KEY_MAX && TEXT.matcher(text).matches();
    }

    /** The key of a body, which is the same however the body is laid out. */
    public static IdempotencyKey of(String key, JsonNode body) {
        try {
            return of(key, CANONICAL.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }

    public static IdempotencyKey of(String key, byte[] asked) {
        return new IdempotencyKey(key, ByteBuffer.wrap(Sha256.of(asked)));
    }

    public boolean sameAs(ByteBuffer otherFingerprint) {
        return fingerprint.equals(otherFingerprint);
    }
}
