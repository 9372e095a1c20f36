// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.streams.application.Application;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends a tick to every partition of {@code ci.runner.heartbeats}, over and over: the clock of whoever reads it. Not
 * transactional, so that no open transaction holds time up. Every copy ticks; more ticks than one each change nothing.
 */
final class Ticker implements Application.Companion {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Clock clock;
    private final LatestTicks latest;
    private final Producer<String, byte[]> producer;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "jobstream-ticker");
        thread.setDaemon(true);
        return thread;
    });

    private Ticker(
            KafkaConnection connection, AvroCodec codec, PoolPartitions partitions, Clock clock, LatestTicks latest) {
        this.codec = codec;
        this.partitions = partitions;
        this.clock = clock;
        this.latest = latest;
        // A tick that is late says nothing that the next one does not: none is tried for long.
        this.producer = connection.producer(
                "jobstream-ticker",
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000));
    }

    /**
     * Ticks until closed, whatever the broker does. At multiples of the interval by the wall clock, so that the ticks
     * of several copies arrive together: each moment with ticks is a transaction of whoever reads them.
     */
    static Ticker start(
            KafkaConnection connection, AvroCodec codec, PoolPartitions partitions, Clock clock, LatestTicks latest) {
        Ticker ticker = new Ticker(connection, codec, partitions, clock, latest);
        long interval = INTERVAL.toMillis();
        long first = interval - Math.floorMod(clock.millis(), interval);
        Future<?> unused = ticker.executor.scheduleAtFixedRate(ticker::tick, first, interval, TimeUnit.MILLISECONDS);
        return ticker;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        producer.close(Duration.ofSeconds(1));
    }

    private void tick() {
        try {
            byte[] tick = codec.encode(
                    Topics.RUNNER_HEARTBEATS, new RunnerHeartbeat(HeartbeatKind.TICK, clock.instant(), null));
            for (int partition = 0; partition < partitions.count(); partition++) {
                Future<?> unused = producer.send(
                        new ProducerRecord<>(Topics.RUNNER_HEARTBEATS.name(), partition, null, tick), this::sent);
            }
        } catch (KafkaException e) {
            log.atDebug().setCause(e).log("a tick was not sent");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("a tick failed");
        }
    }

    private void sent(RecordMetadata metadata, @Nullable Exception problem) {
        if (problem == null) {
            latest.stamped(metadata.partition(), metadata.timestamp());
        }
    }
}
