// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectKeysTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final PersonalData ANN = new PersonalData("token:https://issuer#ann", "192.0.2.7");

    @TempDir
    Path directory;

    @Test
    void anotherProcessWithTheSameKeyEncryptionKeyOpensWhatOneEncrypted() throws Exception {
        KeyEncryptionKey kek = kek("a");
        SubjectKeys one = new SubjectKeys(kek);
        SubjectKeys.Made made = one.make(ANN.subject(), NOW);
        byte[] personal = made.key().encrypt(ANN);

        SubjectKeys other = new SubjectKeys(kek);
        assertThat(other.take(made.recordKey(), made.value())).isTrue();
        assertThat(other.current(ANN.subject(), NOW)).isPresent();
        assertThat(other.ofPseudonym(made.key().pseudonym()).orElseThrow().decrypt(personal))
                .contains(ANN);
        assertThat(new SubjectKeys(kek("b")).take(made.recordKey(), made.value()))
                .isFalse();
    }

    @Test
    void nothingTellsWhoItIsOnceTheKeyIsErased() throws Exception {
        SubjectKeys keys = new SubjectKeys(kek("a"));
        SubjectKeys.Made made = keys.make(ANN.subject(), NOW);
        byte[] personal = made.key().encrypt(ANN);
        assertThat(keys.recordKeys(ANN.subject())).containsExactly(made.recordKey());

        keys.take(made.recordKey(), null);
        SubjectKeys.Made again = keys.make(ANN.subject(), NOW);

        assertThat(keys.ofPseudonym(made.key().pseudonym())).isEmpty();
        assertThat(again.key().pseudonym()).isNotEqualTo(made.key().pseudonym());
        assertThat(again.key().decrypt(personal)).isEmpty();
        assertThat(text(personal)).doesNotContain("ann", "192.0.2.7");
        assertThat(made.recordKey() + made.value()).doesNotContain("ann");
    }

    @Test
    void personalDataCannotBeMovedToAnotherPseudonym() throws Exception {
        SubjectKeys.Made made = new SubjectKeys(kek("a")).make(ANN.subject(), NOW);

        assertThat(new SubjectKey("another", made.key().key(), NOW)
                        .decrypt(made.key().encrypt(ANN)))
                .isEmpty();
    }

    @Test
    void aSubjectGetsAnotherKeyAfterAMonth() throws Exception {
        SubjectKeys keys = new SubjectKeys(kek("a"));
        SubjectKeys.Made made = keys.make(ANN.subject(), NOW);

        assertThat(keys.current(ANN.subject(), NOW.plus(SubjectKeys.USED_FOR).minusMillis(1)))
                .contains(made.key());
        assertThat(keys.current(ANN.subject(), NOW.plus(SubjectKeys.USED_FOR))).isEmpty();
        assertThat(keys.ofPseudonym(made.key().pseudonym())).isPresent();
    }

    @Test
    void noTextShowsAKey() throws Exception {
        KeyEncryptionKey kek = kek("a");
        SubjectKeys.Made made = new SubjectKeys(kek).make(ANN.subject(), NOW);

        assertThat(kek).hasToString("KeyEncryptionKey");
        assertThat(made.key().toString()).doesNotContain("SecretKey", "key=");
        assertThatThrownBy(() -> KeyEncryptionKey.read(Files.writeString(directory.resolve("short"), "c2hvcnQ=")))
                .hasMessageContaining("expected 32 random bytes")
                .hasMessageNotContaining("c2hvcnQ");
    }

    private KeyEncryptionKey kek(String name) throws Exception {
        Path file = directory.resolve(name);
        return KeyEncryptionKey.read(
                Files.exists(file) ? file : Files.writeString(file, KeyEncryptionKey.randomText()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
