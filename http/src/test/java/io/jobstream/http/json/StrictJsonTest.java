// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
    @Test
    void readsJson() throws Exception {
        assertThat(parse("{\"a\": [1, \"ü\", null]}").at("/a/1").asText()).isEqualTo("ü");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": 1, "a": 2}      | /a  | Duplicate
            {"a": {"b": tru}}     | /a/b | tru
            {"a": 1} {}           | ''  | found more
            {"a": 1} x            | ''  | x
            {"a": 01}             | /a  | zero
            {"a": NaN}            | /a  | NaN
            {"a": 1,}             | /a  | double-quote
            {'a': 1}              | ''  | double-quote
            [1                    | /0  | end-of-input
            /* c */ {}            | ''  | maybe
            {"a": 11111111111111111111111111111111111111111} | /a | 40
            """)
    void refusesWhatIsNotJsonAndSaysWhere(String text, String pointer, String reason) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> parse(text))
                .satisfies(e -> {
                    assertThat(e.pointer()).isEqualTo(pointer);
                    assertThat(e.getMessage()).contains(reason);
                });
    }

    @Test
    void refusesNothingAtAll() {
        assertRefused(new byte[0], "nothing");
        assertRefused(" \n".getBytes(StandardCharsets.UTF_8), "nothing");
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertRefused(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'}, "UTF-8");
        assertRefused("{\"a\": 1}".getBytes(StandardCharsets.UTF_16), "UTF-8");
    }

    @Test
    void refusesDeepNestingWithoutExhaustingTheStack() {
        assertRefused("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "depth");
        assertRefused("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8), "depth");
    }

    @Test
    void refusesANulCharacterInTheText() {
        assertRefused("{\"a\": \"b\0\"}".getBytes(StandardCharsets.UTF_8), "CTRL-CHAR");
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatExceptionOfType(InvalidJsonException.class)
                .isThrownBy(() -> StrictJson.parse(bytes))
                .withMessageContaining(reason);
    }

    private static JsonNode parse(String text) throws InvalidJsonException {
        return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
