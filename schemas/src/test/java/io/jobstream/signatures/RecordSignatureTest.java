// SPDX-License-Identifier: Apache-2.0
package io.jobstream.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSignatureTest {
    /** The first key of RFC 8032, section 7.1, as OpenSSL writes it. */
    private static final SigningKey KEY = SigningKey.parse("""
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """);

    private static final byte[] VALUE = "\0\1\2 value".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POOL = "default".getBytes(StandardCharsets.US_ASCII);
    private static final String TOPIC = "ci.job.requests";

    @Test
    void signsLengthsAndBytes() {
        assertThat(HexFormat.of().formatHex(RecordSignature.signedBytes("acme-build", TOPIC, POOL, VALUE)))
                .isEqualTo("000000027631"
                        + "0000000a61636d652d6275696c64"
                        + "0000000f63692e6a6f622e7265717565737473"
                        + "0000000764656661756c74"
                        + "000000090001022076616c7565");
    }

    /** The signature was made by another implementation, OpenSSL's. */
    @Test
    void makesTheSignatureThatOthersMake() {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPIC, "default", VALUE);

        KEY.sign(record, "acme-build");

        assertThat(new String(record.headers().lastHeader("ci-signature").value(), StandardCharsets.US_ASCII))
                .isEqualTo("v1;acme-build;"
                        + "ztqmxPYDprJOzhrs7p5UGbLrWZaREIFojV6xej2SueMkfby6sYL8tyJ6W6eEFGGEGeHn9bcDm6xkBh16lHwoCg");
        assertThat(RecordSignature.in(record.headers()).orElseThrow().producerId())
                .isEqualTo("acme-build");
    }

    @Test
    void isGoodForItsRecordAndNoOther() {
        RecordSignature signature = KEY.sign("acme-build", TOPIC, POOL, VALUE);
        VerificationKey key = KEY.verificationKey();

        assertThat(key.accepts(signature, TOPIC, POOL, VALUE)).isTrue();
        assertThat(key.accepts(signature, "ci.job.results", POOL, VALUE)).isFalse();
        assertThat(key.accepts(signature, TOPIC, new byte[] {1}, VALUE)).isFalse();
        assertThat(key.accepts(signature, TOPIC, null, VALUE)).isFalse();
        assertThat(key.accepts(signature, TOPIC, POOL, POOL)).isFalse();
        assertThat(key.accepts(new RecordSignature("other", signature.signature()), TOPIC, POOL, VALUE))
                .isFalse();
        assertThat(key.accepts(new RecordSignature("acme-build", new byte[63]), TOPIC, POOL, VALUE))
                .isFalse();
        assertThat(SigningKey.random().verificationKey().accepts(signature, TOPIC, POOL, VALUE))
                .isFalse();
    }

    @Test
    void isNoneWhenThereAreTwo() {
        RecordHeaders headers = new RecordHeaders();
        KEY.sign("acme-build", TOPIC, POOL, VALUE).addTo(headers);
        assertThat(RecordSignature.in(headers)).isPresent();

        KEY.sign("other", TOPIC, POOL, VALUE).addTo(headers);

        assertThat(RecordSignature.in(headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "v1;a;b", "v2;a;", "v1;;", "v1;-a;", "v1;a b;"})
    void isNoneWhenItIsSomethingElse(String start) {
        RecordHeaders headers = new RecordHeaders();
        String end = start.endsWith(";") ? "A".repeat(86) : "";
        headers.add(RecordSignature.HEADER, (start + end).getBytes(StandardCharsets.US_ASCII));

        assertThat(RecordSignature.in(headers)).isEmpty();
    }

    @Test
    void keysAreReadAsOpensslAndCommandsWriteThem() {
        VerificationKey key = KEY.verificationKey();
        String hex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

        assertThat(HexFormat.of().formatHex(key.bytes())).isEqualTo(hex);
        assertThat(key.pem()).contains("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assertThat(VerificationKey.parse(key.pem())).isEqualTo(key);
        assertThat(VerificationKey.parse(key.text())).isEqualTo(key);
        assertThat(SigningKey.parse(KEY.pem()).verificationKey()).isEqualTo(key);
    }

    @Test
    void aPrivateKeyIsNoPublicOneAndIsShownNowhere() {
        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKey.parse(KEY.pem()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.parse(KEY.verificationKey().pem()));
        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKey.parse("AAAA"));
        assertThat(KEY.toString()).doesNotContain("nWGx");
    }
}
