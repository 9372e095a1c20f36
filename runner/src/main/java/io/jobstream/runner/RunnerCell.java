// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.PoolPoliciesReader;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolCells;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Which cell of its pool a runner works for: one that follows from its name, so that it is the same at each start. */
public final class RunnerCell {
    private static final Duration POLL = Duration.ofSeconds(1);

    private RunnerCell() {}

    /**
     * What topics call the cell, by as many cells as the pool has now. Takes as long as Kafka takes to answer.
     *
     * @throws org.apache.kafka.common.KafkaException when it does not
     * @throws io.jobstream.clients.RegistryUnavailableException when the schema registry does not
     */
    public static String of(String pool, String runnerId, KafkaConnection connection, PoolPartitions partitions) {
        PoolCells cells = new PoolCells();
        try (AvroCodec codec = AvroCodec.of(connection);
                PoolPoliciesReader reader = new PoolPoliciesReader(
                        "runner-" + runnerId + "-policies",
                        connection,
                        partitions,
                        codec,
                        (policy, stamp) -> cells.take(policy))) {
            while (!reader.caughtUp()) {
                reader.poll(POLL);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Cell.of(pool, cells.count(pool), runnerId).name();
    }
}
