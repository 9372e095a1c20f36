// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/consuming.md}, run as its reader runs it; skipped where there is no node and npm. */
@OnCluster
class WatchStatusIT {
    private static final Path EXAMPLE = Path.of("..", "docs", "examples", "watch-status");
    private static final Path COPY = Path.of("target", "watch-status");

    @Test
    void printsEachStatusDecoded(TestCluster cluster) throws Exception {
        assumeThat(run("node", "--version") && run("npm", "--version"))
                .as("There is no node or npm here: the Node example is not tested")
                .isTrue();
        for (String file : new String[] {"package.json", "package-lock.json", "watch-status.mjs"}) {
            Files.copy(EXAMPLE.resolve(file), COPY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"))
                .isTrue();
        try (Feeder feeder = new Feeder(cluster)) {
            feeder.feed(Records.settled("watched-from-node", "watch-pool", 3).build());
        }

        Path output = COPY.resolve("output");
        Process node = new ProcessBuilder(
                        "node",
                        "watch-status.mjs",
                        cluster.connection().bootstrapServers(),
                        cluster.connection().schemaRegistryUrl())
                .directory(COPY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(Files.readString(output))
                            .contains("{\"jobId\":\"watched-from-node\",\"name\":\"build\",\"pool\":\"watch-pool\","
                                    + "\"state\":\"SETTLED\",\"outcome\":\"SUCCEEDED\",\"revision\":3}"));
        } finally {
            node.destroyForcibly();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Files.createDirectories(COPY);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(COPY.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(COPY.resolve("setup").toFile())
                    .start();
            boolean ended = process.waitFor(90, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
