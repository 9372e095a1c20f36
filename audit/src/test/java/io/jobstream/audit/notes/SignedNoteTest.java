// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedNoteTest {
    /** The example of Go's package note, which is where the format is from. */
    private static final String NAME = "PeterNeumann";

    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String NOTE = TEXT + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuG"
            + "UgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @TempDir
    Path directory;

    @Test
    void opensWhatAnotherImplementationSigned() {
        NoteKey key = NoteKey.parse(KEY);

        assertThat(SignedNote.open(NOTE, NAME, List.of(key))).contains(TEXT);
        assertThat(key.text(NAME)).isEqualTo(KEY);
        assertThat(SignedNote.open(NOTE.replace("answer", "cause"), NAME, List.of(key)))
                .isEmpty();
        assertThat(SignedNote.open(NOTE, "Peter", List.of(key))).isEmpty();
        assertThat(SignedNote.open(NOTE, NAME, List.of())).isEmpty();
    }

    @Test
    void opensWhatItSignedWithAnyOfItsKeysAndNoOther() {
        SealingKey mine = SealingKey.random();
        SealingKey other = SealingKey.random();
        String note = SignedNote.sign("a\nb\n", "log/0", mine);

        assertThat(SignedNote.open(note, "log/0", List.of(other.noteKey(), mine.noteKey())))
                .contains("a\nb\n");
        assertThat(SignedNote.open(note, "log/0", List.of(other.noteKey()))).isEmpty();
        assertThat(SignedNote.open(note.replace("log/0", "log/1"), "log/1", List.of(mine.noteKey())))
                .isEmpty();
        assertThat(SignedNote.open(note.strip(), "log/0", List.of(mine.noteKey())))
                .isEmpty();
        assertThat(SignedNote.open("\n\u2014 log/0 ?\n", "log/0", List.of(mine.noteKey())))
                .isEmpty();
    }

    @Test
    void refusesAKeyThatIsNotWhatItSays() {
        assertThatThrownBy(() -> NoteKey.parse(KEY.replace("c74f20a3", "c74f20a4")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoteKey.parse("name")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsKeysInFilesThatOnlyTheirOwnerReads() throws Exception {
        Path file = directory.resolve("key.pem");
        SealingKey key = SealingKey.random();
        KeyFiles.create(file, KeyFiles.pem(key));

        SealingKey read = KeyFiles.signing(file);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(read.noteKey()).isEqualTo(key.noteKey());
        assertThat(KeyFiles.verifying(file)).containsExactly(key.noteKey());
        assertThat(key.toString()).doesNotContain("PRIVATE", "privateKey");
        assertThatThrownBy(() -> KeyFiles.create(file, "")).hasMessageContaining("never overwritten");
    }

    @Test
    void refusesHalvesOfTwoKeys() throws Exception {
        String mine = KeyFiles.pem(SealingKey.random());
        String other = KeyFiles.pem(SealingKey.random().noteKey());
        Path mixed = Files.writeString(
                directory.resolve("mixed"), mine.substring(0, mine.indexOf("-----BEGIN PUBLIC")) + other);
        Path none = Files.writeString(directory.resolve("none"), "nothing");

        assertThatThrownBy(() -> KeyFiles.signing(mixed)).hasMessageContaining("do not belong together");
        assertThatThrownBy(() -> KeyFiles.signing(none)).hasMessageContaining("expected one PRIVATE KEY");
        assertThatThrownBy(() -> KeyFiles.verifying(none)).hasMessageContaining("expected a PUBLIC KEY");
    }
}
