// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that is too slow for a moment while everything starts at once is waited for. */
class MoodyRegistryIT {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int REFUSALS = 6;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "streams", "notifier"})
    void aServiceTriesAgainWhenTheRegistryFailsWhileItStarts(String service) throws Exception {
        Path receivers = Files.writeString(
                directory.resolve("receivers.yaml"),
                "receivers: [{name: chat, type: slack, url: 'http://127.0.0.1:9/none'}]\n");
        List<String> options =
                switch (service) {
                    case "ingest" -> List.of("--http-port", "0", "--without-audit");
                    case "streams" ->
                        List.of("--state-dir", directory.resolve("streams").toString());
                    default -> List.of("--notifier-config", receivers.toString());
                };
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                MoodyRegistry moody = new MoodyRegistry(cluster.connection().schemaRegistryUrl(), REFUSALS);
                JobstreamProcess process = JobstreamProcess.start(
                        directory, arguments(service, cluster.connection().bootstrapServers(), moody.url(), options))) {
            process.awaitLine(Pattern.compile("^(" + service + ") runs"), START);

            assertThat(moody.refusalsLeft()).as("reads that it did not try").isZero();
            assertThat(process.text()).contains("Waiting for the schema registry at " + moody.url());
        }
    }

    private static String[] arguments(
            String service, String bootstrapServers, String registryUrl, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                service,
                "--bootstrap-servers",
                bootstrapServers,
                "--schema-registry-url",
                registryUrl,
                "--partitions",
                "4"));
        arguments.addAll(options);
        return arguments.toArray(String[]::new);
    }
}
