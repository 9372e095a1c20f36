// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.topics.PoolPartitions;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** The keys of a cluster, for commands. */
public final class KeyRings {
    private KeyRings() {}

    /**
     * Returns them when all are read.
     *
     * @throws FailedException when Kafka or the registry is not up within the time
     */
    public static KeyRing open(KafkaOptions kafka, PrintWriter progress) throws InterruptedException {
        KafkaConnection connection = kafka.connection();
        long deadline = System.nanoTime() + kafka.startupTimeout().toNanos();
        PoolPartitions partitions = new Startup(connection, kafka.startupTimeout(), progress).await(kafka.partitions());
        try {
            KeyRing ring = KeyRing.start(connection, partitions);
            while (!ring.health().ready()) {
                if (System.nanoTime() - deadline > 0) {
                    ring.close();
                    throw new FailedException(
                            String.join("; ", ring.health().problems()) + ", and the time for that is over");
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return ring;
        } catch (RegistryUnavailableException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
