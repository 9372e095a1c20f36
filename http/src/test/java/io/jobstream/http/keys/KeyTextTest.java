// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTextTest {
    @Test
    void isReadBackAsItWasShown() {
        KeyText key = KeyText.random();

        assertThat(key.text()).matches("jsk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}");
        assertThat(KeyText.parse(key.text())).hasValue(key);
        assertThat(KeyText.random().secret()).isNotEqualTo(key.secret());
    }

    @Test
    void aMistypedOneIsNone() {
        String text = KeyText.random().text();

        for (int i = 4; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(KeyText.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .as("place %d", i)
                    .isEmpty();
        }
        assertThat(KeyText.parse(text + " ")).isEmpty();
        assertThat(KeyText.parse("")).isEmpty();
    }

    @Test
    void showsItsSecretToNobodyWhoOnlyPrintsIt() {
        KeyText key = KeyText.random();

        assertThat(key.toString()).isEqualTo("jsk_" + key.keyId());
        assertThat(key.secretHash()).hasSize(32);
    }
}
