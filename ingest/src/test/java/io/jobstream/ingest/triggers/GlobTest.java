// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "main, main, true",
        "main, mainly, false",
        "main, xmain, false",
        "*, main, true",
        "*, a/b, false",
        "**, a/b/c, true",
        "a/*, a/b, true",
        "a/*, a/b/c, false",
        "a/*, a/, true",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "**/*.md, x.md, true",
        "**/*.md, a/b/x.md, true",
        "**/*.md, a/b/x.mdx, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/xb, false",
        "v?.?, v1.2, true",
        "v?.?, v1/2, false",
        "a.c, abc, false",
        "[a], [a], true",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false"
    })
    void matches(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void letsTheLastPatternThatMatchesDecide() {
        assertThat(new Globs(List.of("**", "!a/**", "a/b")).matches("a/b")).isTrue();
        assertThat(new Globs(List.of("**", "!a/**", "a/b")).matches("a/c")).isFalse();
        assertThat(new Globs(List.of("!a")).matches("b")).isTrue();
        assertThat(new Globs(List.of()).matches("b")).isFalse();
    }

    @Test
    @Timeout(5)
    void takesNoLongerForPatternsThatTryToConfuse() {
        assertThat(new Glob("*a".repeat(100) + "b").matches("a".repeat(20_000))).isFalse();
    }
}
