// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.schemas.NotificationKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverFileTest {
    @TempDir
    Path directory;

    @Test
    void readsReceiversWithSecretsFromTheEnvironmentAndFromFiles() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        ReceiverFile.Contents contents =
                read("""
                dashboard: https://ci.example.org
                receivers:
                  - name: team-chat
                    type: slack
                    url: ${env:SLACK_URL}
                    repositories: ["acme/*"]
                    branches: [main]
                    kinds: [FAILED]
                  - name: bridge
                    type: webhook
                    url: http://127.0.0.1:9999/jobs
                    secret-file: %s
                """.formatted(key), Map.of("SLACK_URL", "https://hooks.example.org/T0/B0/x"));

        assertThat(contents.dashboard()).contains(URI.create("https://ci.example.org"));
        Receiver chat = contents.receivers().get(0);
        assertThat(chat.uri()).isEqualTo(URI.create("https://hooks.example.org/T0/B0/x"));
        assertThat(chat.filter())
                .isEqualTo(new Filter(List.of("acme/*"), List.of("main"), Set.of(NotificationKind.FAILED)));
        assertThat(contents.receivers().get(1).secret()).contains(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    }

    @Test
    void reportsAllMistakesTogetherAndNoSecret() {
        assertThatThrownBy(() -> read("""
                        receivers:
                          - name: Team Chat
                            type: pigeon
                            url: ftp://secret.example.org
                          - name: bridge
                            type: webhook
                            url: ${env:NOT_SET}
                            secret: topsecret!
                            colour: blue
                            kinds: [LATE]
                        """, Map.of()))
                .isInstanceOf(ReceiverFileException.class)
                .hasMessageContainingAll(
                        "receivers[0].name:",
                        "receivers[0].type: expected slack or webhook",
                        "receivers[0].url: expected an http or https address",
                        "receivers[1].url: environment variable NOT_SET is not set",
                        "receivers[1].secret: expected 'whsec_'",
                        "receivers[1].colour: not a field",
                        "receivers[1].kinds: expected FAILED or RECOVERED, found 'LATE'")
                .message()
                .doesNotContain("secret.example.org", "topsecret!");
    }

    @Test
    void tellsTheLineOfBadYaml() {
        assertThatThrownBy(() -> read("receivers:\n  - name: a\n   type: b\n", Map.of()))
                .isInstanceOf(ReceiverFileException.class)
                .hasMessageContaining("line 3: not YAML");
    }

    @Test
    void refusesANameTwice() {
        String entry = "  - {name: chat, type: slack, url: 'http://127.0.0.1/x'}\n";

        assertThatThrownBy(() -> read("receivers:\n" + entry + entry, Map.of()))
                .hasMessageContaining("receivers[1].name: 'chat' is taken");
    }

    @Test
    void tellsOfAFileThatIsNotThere() {
        assertThatThrownBy(() -> ReceiverFile.read(directory.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml: cannot be read");
    }

    private ReceiverFile.Contents read(String yaml, Map<String, String> environment) throws IOException {
        return ReceiverFile.read(Files.writeString(directory.resolve("receivers.yaml"), yaml), environment);
    }
}
