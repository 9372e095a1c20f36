// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import java.time.Duration;
import org.apache.kafka.streams.Topology;

/** One Kafka Streams application: a concern with a group, transactions and state of its own. */
public interface Application {
    /** Its word; {@code jobstream-} and this is its application id, which names its group, changelogs and directory. */
    String name();

    /** How long a transaction stays open at most. */
    Duration commitInterval();

    /**
     * How much longer than a silent copy of the scheduler one of this application is waited for. Whoever takes over has
     * its stores to restore, and jobs wait for the scheduler: what only shows things leaves it the processors.
     */
    default Duration yieldsFor() {
        return Duration.ofSeconds(3);
    }

    /** Its topology, built anew for each start; reads and writes bytes through {@code intake} and {@link Sinks}. */
    Topology topology(Intake intake);

    /** What each copy of it runs beside the topology; nothing, where nothing else is said. */
    default Companion companion(KafkaConnection connection, AvroCodec codec) {
        return () -> {};
    }

    /** Something that runs beside an application until it is closed. */
    interface Companion extends AutoCloseable {
        @Override
        void close();
    }
}
