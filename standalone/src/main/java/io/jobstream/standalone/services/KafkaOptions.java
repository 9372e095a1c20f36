// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.topics.PoolPartitions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where Kafka and the registry are, and how a service begins on them. */
public final class KafkaOptions {
    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = {
                "How many partitions pool-keyed topics get when they are created (32 when nothing is said)."
                        + " For topics that exist it is only checked."
            })
    @Nullable
    Integer partitions;

    @Mixin
    StartupOptions startup = new StartupOptions();

    /** For what needs no registry. */
    static KafkaOptions without(BrokerOptions brokers, StartupOptions startup) {
        KafkaOptions options = new KafkaOptions();
        options.connection.brokers = brokers;
        options.startup = startup;
        return options;
    }

    public void check(Problems problems) {
        if (partitions != null && (partitions < 1 || partitions > 1024)) {
            problems.add("--partitions must be 1 to 1024: " + partitions);
        }
        connection.check(problems);
    }

    public KafkaConnection connection() {
        return connection.connection();
    }

    /**
     * Returns when topics and schemas are there.
     *
     * @throws io.jobstream.standalone.cli.FailedException when they are not within the time
     */
    public PoolPartitions await(PrintWriter progress) throws InterruptedException {
        return new Startup(connection(), startupTimeout(), progress).await(partitions());
    }

    /** The same, as another process of this program is told. */
    List<String> arguments() {
        return connection.arguments();
    }

    OptionalInt partitions() {
        return partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    Duration startupTimeout() {
        return startup.startupTimeout;
    }
}
