// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers that a page shows are receivers that the notifier takes. */
class DocumentedReceiversTest {
    private static final Path PAGE = Path.of("..", "docs", "operating.md");

    @TempDir
    Path secrets;

    @Test
    void theOperatingPageHasReceiversThatCanBeUsed() throws IOException {
        Files.writeString(secrets.resolve("slack-url"), "https://hooks.example.org/T0/B0/x\n");
        Files.writeString(secrets.resolve("bridge"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        String shown = block(Files.readString(PAGE)).replace("/run/secrets", secrets.toString());
        Path file = Files.writeString(secrets.resolve("receivers.yaml"), shown);

        ReceiverFile.Contents contents = ReceiverFile.read(file, Map.of());

        assertThat(contents.receivers()).extracting(Receiver::name).containsExactly("team-chat", "bridge");
    }

    private static String block(String page) {
        String begin = "```yaml\n";
        int from = page.indexOf(begin + "dashboard:") + begin.length();
        return page.substring(from, page.indexOf("```", from));
    }
}
