// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.standalone.cli.Problems;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where Kafka and the registry are. */
public final class ConnectionOptions {
    @Mixin
    BrokerOptions brokers = new BrokerOptions();

    @Option(
            names = "--schema-registry-url",
            paramLabel = "URL[,...]",
            description = "The schema registry's addresses. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8081")
    String schemaRegistryUrl = "";

    public void check(Problems problems) {
        brokers.check(problems);
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(brokers.arguments());
        arguments.addAll(List.of("--schema-registry-url", schemaRegistryUrl));
        return arguments;
    }

    public KafkaConnection connection() {
        return new KafkaConnection(brokers.bootstrapServers, schemaRegistryUrl, brokers.clientSettings());
    }
}
