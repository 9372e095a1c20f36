// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded;

import io.jobstream.embedded.broker.KafkaSettings;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * How an embedded cluster is run.
 *
 * @param kafka the broker
 * @param registryHost the address that the registry listens on
 * @param registryPort its port; 0 takes a free one
 * @param poolPartitions partitions of pool-keyed topics; empty takes what the data directory has, or 4 for a new one
 */
public record ClusterSettings(KafkaSettings kafka, String registryHost, int registryPort, OptionalInt poolPartitions) {
    private static final String LOOPBACK = "127.0.0.1";

    /** On free ports of the loopback address; data ends with it. */
    public static ClusterSettings temporary() {
        return new ClusterSettings(KafkaSettings.temporary(), LOOPBACK, 0, OptionalInt.empty());
    }

    /** On the loopback address, with data that is kept. */
    public static ClusterSettings keeping(Path dataDirectory, int kafkaPort, int registryPort) {
        return new ClusterSettings(
                KafkaSettings.keeping(dataDirectory, kafkaPort), LOOPBACK, registryPort, OptionalInt.empty());
    }

    /** The same with another broker. */
    public ClusterSettings withKafka(KafkaSettings other) {
        return new ClusterSettings(other, registryHost, registryPort, poolPartitions);
    }

    /** The same with another number of partitions. */
    public ClusterSettings withPoolPartitions(OptionalInt other) {
        return new ClusterSettings(kafka, registryHost, registryPort, other);
    }
}
