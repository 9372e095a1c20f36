// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.standalone.cli.Problems;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka is. */
public final class BrokerOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT[,...]",
            description = "Kafka's addresses. Default: ${DEFAULT-VALUE}.",
            defaultValue = "127.0.0.1:9092")
    String bootstrapServers = "";

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for every Kafka client and the registry's, such as security settings.")
    @Nullable
    Path clientConfig;

    void check(Problems problems) {
        problems.read(this::clientSettings);
    }

    List<String> arguments() {
        return clientConfig == null
                ? List.of("--bootstrap-servers", bootstrapServers)
                : List.of(
                        "--bootstrap-servers",
                        bootstrapServers,
                        "--client-config",
                        clientConfig.toAbsolutePath().toString());
    }

    Map<String, String> clientSettings() {
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
