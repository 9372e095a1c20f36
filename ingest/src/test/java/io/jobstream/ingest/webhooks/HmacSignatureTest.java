// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HmacSignatureTest {
    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    private final HmacSignature signature = new HmacSignature("It's a Secret to Everybody");

    /** The values that GitHub gives for trying an implementation. */
    @Test
    void agreesWithGithub() {
        assertThat(signature.matches("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", BODY))
                .isTrue();
    }

    @Test
    void refusesWhatIsMissingMalformedOrWrong() {
        String right = "sha256=" + HexFormat.of().formatHex(signature.of(BODY));

        assertThat(signature.matches(null, BODY)).isFalse();
        assertThat(signature.matches("", BODY)).isFalse();
        assertThat(signature.matches(right.substring(7), BODY))
                .as("as Gitea sends it")
                .isTrue();
        assertThat(signature.matches(right.replace("sha256", "sha1"), BODY)).isFalse();
        assertThat(signature.matches(right.substring(0, 70), BODY)).isFalse();
        assertThat(signature.matches(right + "00", BODY)).isFalse();
        assertThat(signature.matches(right, "Hello, World?".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(new HmacSignature("another").matches(right, BODY)).isFalse();
    }
}
