// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.standalone.cli.Problems;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka and the registry are. */
public final class KafkaOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,...]",
            description = "Kafka's addresses. Default: ${DEFAULT-VALUE}.",
            defaultValue = "127.0.0.1:9092")
    String bootstrapServers = "";

    @Option(
            names = "--schema-registry-url",
            paramLabel = "URL[,...]",
            description = "The schema registry's addresses. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8081")
    String schemaRegistryUrl = "";

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = {
                "How many partitions pool-keyed topics get when they are created (32 when nothing is said)."
                        + " For topics that exist it is only checked."
            })
    @Nullable
    Integer partitions;

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for every Kafka client and the registry's, such as security settings.")
    @Nullable
    Path clientConfig;

    @Option(
            names = "--startup-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for Kafka and the registry at the start. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    Duration startupTimeout = Duration.ZERO;

    public void check(Problems problems) {
        if (partitions != null && (partitions < 1 || partitions > 1024)) {
            problems.add("--partitions must be 1 to 1024: " + partitions);
        }
        problems.read(this::clientSettings);
    }

    public KafkaConnection connection() {
        return new KafkaConnection(bootstrapServers, schemaRegistryUrl, clientSettings());
    }

    OptionalInt partitions() {
        return partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    Duration startupTimeout() {
        return startupTimeout;
    }

    private Map<String, String> clientSettings() {
        if (clientConfig == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(clientConfig)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("--client-config " + clientConfig + " cannot be read: " + e, e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.forEach((name, value) -> settings.put(name.toString(), value.toString()));
        return settings;
    }
}
