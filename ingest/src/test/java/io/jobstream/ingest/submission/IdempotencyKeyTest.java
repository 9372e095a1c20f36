// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
    @Test
    void readsAQuotedStringAndABareOneAlike() {
        assertThat(IdempotencyKey.read("\"a-1\"")).contains("a-1");
        assertThat(IdempotencyKey.read(" a-1 ")).contains("a-1");
        assertThat(IdempotencyKey.read("\"a \\\"b\\\\\"")).contains("a \"b\\");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "\"a", "a\"b", "a b", "\"a\\n\"", "ä", "a\u0000"})
    void refusesOtherHeaders(String header) {
        assertThat(IdempotencyKey.read(header)).isEmpty();
    }

    @Test
    void limitsItsLength() {
        assertThat(IdempotencyKey.read("k".repeat(255))).isPresent();
        assertThat(IdempotencyKey.read("k".repeat(256))).isEmpty();
    }

    @Test
    void fingerprintsWhatWasSaidNotHow() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        IdempotencyKey one = IdempotencyKey.of("k", mapper.readTree("{\"a\": {\"x\": 1, \"y\": [1, 2]}, \"b\": 2}"));

        assertThat(one.sameAs(IdempotencyKey.of("k", mapper.readTree("{\"b\":2,\"a\":{\"y\":[1,2],\"x\":1}}"))
                        .fingerprint()))
                .isTrue();
        assertThat(one.sameAs(IdempotencyKey.of("k", mapper.readTree("{\"b\":2,\"a\":{\"y\":[2,1],\"x\":1}}"))
                        .fingerprint()))
                .isFalse();
    }
}
