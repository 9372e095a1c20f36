// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 of the raw body under the shared secret, in hexadecimal digits, as GitHub and Gitea send it. */
public final class HmacSignature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern HEADER = Pattern.compile("(sha256=)?[0-9a-fA-F]{64}");

    private final SecretKeySpec key;

    public HmacSignature(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Whether a header is right, with {@code sha256=} in front or without; as fast wherever two first differ. */
    public boolean matches(@Nullable String header, byte[] body) {
        if (header == null || !HEADER.matcher(header).matches()) {
            return false;
        }
        return MessageDigest.isEqual(of(body), HexFormat.of().parseHex(header.substring(header.indexOf('=') + 1)));
    }

    byte[] of(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
