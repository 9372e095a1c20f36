// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cells;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.PoolPoliciesReader;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.health.Health;
import io.jobstream.topics.PoolPartitions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Cells} up with {@code ci.pool.policies}, on a thread of its own, through outages. */
public final class CellsReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CellsReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long RETRY_MILLIS = 500;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final Cells cells;
    private final KafkaConnection connection;
    private final PoolPartitions partitions;
    private final AvroCodec codec;
    private final Clock clock;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ingest-cells");

    public CellsReader(
            Cells cells, KafkaConnection connection, PoolPartitions partitions, AvroCodec codec, Clock clock) {
        this.cells = cells;
        this.connection = connection;
        this.partitions = partitions;
        this.codec = codec;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** Starts reading, and waits a while for what is there. */
    public void start(Duration wait) {
        thread.start();
        try {
            if (!caughtUp.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("The policies of pools are not read yet; nothing is accepted before");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Health health() {
        return cells.isKnown() ? Health.READY : Health.notReady("ingest is reading the policies of pools");
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (PoolPoliciesReader reader = new PoolPoliciesReader(
                    "jobstream-ingest-cells",
                    connection,
                    partitions,
                    codec,
                    (policy, stamp) -> cells.take(policy, stamp, clock.instant()))) {
                while (stopping.getCount() > 0) {
                    reader.poll(POLL);
                    if (reader.caughtUp()) {
                        cells.allRead();
                        caughtUp.countDown();
                    }
                }
            } catch (KafkaException | RegistryUnavailableException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("The policies of pools cannot be read yet");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Reading the policies of pools failed; starting anew");
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                log.atDebug().log("Stopped reading");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
