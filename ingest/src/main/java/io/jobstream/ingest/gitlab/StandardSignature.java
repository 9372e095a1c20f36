// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.webhooks.Forge;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A signature as Standard Webhooks has it: HMAC-SHA256 of the delivery's id, the time and the body. */
final class StandardSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    /** What is older, or from the future, may be somebody's recording. */
    private static final Duration APART_MAX = Duration.ofMinutes(5);

    private final SecretKeySpec key;

    StandardSignature(String secret) {
        this.key = new SecretKeySpec(bytes(secret), ALGORITHM);
    }

    boolean matches(Forge.Headers headers, byte[] body, Instant now) {
        String id = headers.apply("webhook-id");
        String time = headers.apply("webhook-timestamp");
        String signatures = headers.apply("webhook-signature");
        if (id == null
                || time == null
                || signatures == null
                || !SECONDS.matcher(time).matches()) {
            return false;
        }
        Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                .abs();
        byte[] expected = (VERSION + of(id, time, body)).getBytes(StandardCharsets.UTF_8);
        return apart.compareTo(APART_MAX) <= 0
                && Stream.of(signatures.split(" "))
                        .anyMatch(given -> MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8)));
    }

    String of(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(String secret) {
        if (secret.startsWith(PREFIX)) {
            try {
                return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                // Then it is no encoded key but a text that begins so.
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
