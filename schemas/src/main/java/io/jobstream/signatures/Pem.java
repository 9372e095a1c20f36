// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text. */
final class Pem {
    private static final Pattern TEXT =
            Pattern.compile("\\s*-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");

    private Pem() {}

    /** The base64 between the lines; an exception that shows nothing of it when the text is of another kind. */
    static String body(String text, String kind) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || !matcher.group(1).equals(kind)) {
            throw new IllegalArgumentException("expected PEM that begins with -----BEGIN " + kind + "-----");
        }
        return matcher.group(2).replaceAll("\\s", "");
    }

    static String of(String kind, byte[] prefix, byte[] bytes) {
        byte[] encoded = ByteBuffer.allocate(prefix.length + bytes.length)
                .put(prefix)
                .put(bytes)
                .array();
        return "-----BEGIN " + kind + "-----\n" + Base64.getEncoder().encodeToString(encoded) + "\n-----END " + kind
                + "-----\n";
    }
}
