// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a record, as the header {@code ci-signature} has it: {@code v1;PRODUCER;SIGNATURE}, in ASCII, with
 * the 64 bytes of the signature in base64url without padding.
 *
 * @param producerId whose it says it is
 * @param signature Ed25519's 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record RecordSignature(String producerId, byte[] signature) {
    public static final String HEADER = "ci-signature";

    /** What a producer may be called. */
    public static final Pattern PRODUCER_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final String VERSION = "v1";
    private static final int SIGNATURE_BYTES = 64;
    private static final Pattern TEXT =
            Pattern.compile(VERSION + ";(" + PRODUCER_ID.pattern() + ");([A-Za-z0-9_-]{86})");

    /** The signature that headers carry; empty when they carry none, several, or something else. */
    public static Optional<RecordSignature> in(Headers headers) {
        Header only = null;
        for (Header header : headers.headers(HEADER)) {
            if (only != null) {
                return Optional.empty();
            }
            only = header;
        }
        return only == null || only.value() == null ? Optional.empty() : parse(only.value());
    }

    public void addTo(Headers headers) {
        headers.add(HEADER, text().getBytes(StandardCharsets.US_ASCII));
    }

    String text() {
        return VERSION + ";" + producerId + ";"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static Optional<RecordSignature> parse(byte[] value) {
        Matcher matcher = TEXT.matcher(new String(value, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RecordSignature(matcher.group(1), Base64.getUrlDecoder().decode(matcher.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * What is signed: version, producer, topic, key and value, each after its length in four bytes, the highest first.
     * So a signature is good for this record only. A key that is missing counts as empty.
     */
    static byte[] signedBytes(String producerId, String topic, byte @Nullable [] key, byte[] value) {
        byte[][] parts = {
            VERSION.getBytes(StandardCharsets.US_ASCII),
            producerId.getBytes(StandardCharsets.US_ASCII),
            topic.getBytes(StandardCharsets.UTF_8),
            key == null ? new byte[0] : key,
            value
        };
        int size = 0;
        for (byte[] part : parts) {
            size += Integer.BYTES + part.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            bytes.putInt(part.length).put(part);
        }
        return bytes.array();
    }

    boolean hasRightLength() {
        return signature.length == SIGNATURE_BYTES;
    }

    @Override
    public String toString() {
        return text();
    }
}
