// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded broker is run.
 *
 * @param dataDirectory where it keeps its data; null for a temporary one that ends with it
 * @param host the address it listens on for clients
 * @param advertisedHost the host that clients are told to connect to
 * @param port the port for clients; 0 takes a free one
 * @param nodeId its id in the cluster
 * @param quorum the controllers of a cluster of several; null for a cluster of this broker alone
 * @param overrides broker settings that replace those of {@link BrokerConfig}
 */
public record KafkaSettings(
        @Nullable Path dataDirectory,
        String host,
        String advertisedHost,
        int port,
        int nodeId,
        @Nullable Quorum quorum,
        Map<String, String> overrides) {
    private static final String LOOPBACK = "127.0.0.1";

    public KafkaSettings {
        overrides = Map.copyOf(overrides);
    }

    /** A broker on a free port of the loopback address, whose data ends with it. */
    public static KafkaSettings temporary() {
        return new KafkaSettings(null, LOOPBACK, LOOPBACK, 0, 1, null, Map.of());
    }

    /** A broker on the loopback address that keeps its data. */
    public static KafkaSettings keeping(Path dataDirectory, int port) {
        return new KafkaSettings(dataDirectory, LOOPBACK, LOOPBACK, port, 1, null, Map.of());
    }

    /** One of the brokers of a cluster, each of which is a controller too, on the loopback address. */
    public static KafkaSettings member(int nodeId, Quorum quorum, Path dataDirectory, int port) {
        return new KafkaSettings(dataDirectory, LOOPBACK, LOOPBACK, port, nodeId, quorum, Map.of());
    }

    /** The same on another port. */
    public KafkaSettings withPort(int otherPort) {
        return new KafkaSettings(dataDirectory, host, advertisedHost, otherPort, nodeId, quorum, overrides);
    }

    /** The same on other data. */
    public KafkaSettings withDataDirectory(Path directory) {
        return new KafkaSettings(directory, host, advertisedHost, port, nodeId, quorum, overrides);
    }

    /** The same with a broker setting more. */
    public KafkaSettings with(String setting, String value) {
        Map<String, String> more = new HashMap<>(overrides);
        more.put(setting, value);
        return new KafkaSettings(dataDirectory, host, advertisedHost, port, nodeId, quorum, more);
    }
}
