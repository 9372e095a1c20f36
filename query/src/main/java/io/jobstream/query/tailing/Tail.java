// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.topics.PoolPartitions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads topics for as long as the service runs. */
public final class Tail implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long RETRY_MILLIS = 500;

    private final String name;
    private final Reading reading;
    private final Map<String, Subscription<?>> subscriptions = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Set<String> touched = new HashSet<>();

    private volatile @org.jspecify.annotations.Nullable Consumer<byte[], byte[]> consumer;
    private volatile String problem;
    private volatile long lag = -1;

    /** What every tail of a service reads with. */
    public record Reading(KafkaConnection connection, PoolPartitions partitions, AvroCodec codec, Refused refused) {}

    private Tail(String name, Reading reading, List<Subscription<?>> subscriptions) {
        this.name = name;
        this.reading = reading;
        subscriptions.forEach(
                subscription -> this.subscriptions.put(subscription.topic().name(), subscription));
        this.problem = "The " + name + " are being read from Kafka";
        this.thread = new Thread(this::run, "query-" + name);
        this.thread.setDaemon(true);
    }

    public static Tail start(String name, Reading reading, List<Subscription<?>> subscriptions) {
        Tail tail = new Tail(name, reading, subscriptions);
        tail.thread.start();
        return tail;
    }

    public Health health() {
        String found = problem;
        return found.isEmpty() ? Health.READY : Health.notReady(found);
    }

    public String name() {
        return name;
    }

    /** Records that were appended and not read yet; -1 while that is not known. */
    public long lag() {
        return lag;
    }

    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> opened =
                reading.connection().consumer("query-" + name, Map.of("default.api.timeout.ms", 10_000))) {
            consumer = opened;
            boolean ready = open(opened);
            while (ready && !isClosed()) {
                round(opened);
            }
        } catch (WakeupException | InterruptException e) {
            stopped(e);
        } catch (RuntimeException e) {
            stopped(e);
        }
    }

    private void stopped(RuntimeException e) {
        if (!isClosed()) {
            problem = "Reading the " + name + " stopped: " + e;
            log.atError().addKeyValue("tail", name).setCause(e).log("Reading stopped");
        }
    }

    /** Finds where to begin; waits for a broker that is away. */
    private boolean open(Consumer<byte[], byte[]> opened) {
        while (!isClosed()) {
            try {
                Map<TopicPartition, Long> begins = new Positions(reading, opened).openAll(subscriptions.values(), ends);
                begins.forEach((partition, offset) -> {
                    opened.seek(partition, offset);
                    sink(partition.topic()).startsAt(partition.partition(), offset);
                });
                return true;
            } catch (org.apache.kafka.common.errors.RetriableException e) {
                problem = "Kafka does not answer: " + e.getMessage();
                log.atWarn().addKeyValue("tail", name).log("Kafka does not answer, trying again: {}", e.getMessage());
                pause();
            }
        }
        return false;
    }

    private void round(Consumer<byte[], byte[]> opened) {
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = opened.poll(POLL);
        } catch (OffsetOutOfRangeException e) {
            goOnWhereRecordsAre(opened, e.partitions());
            return;
        }
        for (ConsumerRecord<byte[], byte[]> found : records) {
            give(found, subscription(found.topic()));
            touched.add(found.topic());
        }
        touched.forEach(topic -> sink(topic).batchGiven());
        touched.clear();
        measure(opened);
    }

    /** Retention was quicker than this reader. */
    private void goOnWhereRecordsAre(Consumer<byte[], byte[]> opened, Set<TopicPartition> partitions) {
        opened.seekToBeginning(partitions);
        for (TopicPartition partition : partitions) {
            sink(partition.topic()).startsAt(partition.partition(), opened.position(partition));
        }
    }

    private <T extends SpecificRecord> void give(ConsumerRecord<byte[], byte[]> found, Subscription<T> subscription) {
        while (!isClosed()) {
            try {
                subscription.sink().accept(Decoding.decode(reading.codec(), subscription.topic(), found));
                return;
            } catch (UndecodableException e) {
                log.atWarn()
                        .addKeyValue("topic", found.topic())
                        .addKeyValue("partition", found.partition())
                        .addKeyValue("offset", found.offset())
                        .log("Not a record of this topic: {}", e.getMessage());
                reading.refused().send(found, e);
                return;
            } catch (RegistryUnavailableException e) {
                log.atWarn().addKeyValue("tail", name).log("Trying again: {}", e.getMessage());
                pause();
            }
        }
    }

    private void measure(Consumer<byte[], byte[]> opened) {
        ends.entrySet().removeIf(end -> opened.position(end.getKey()) >= end.getValue());
        if (ends.isEmpty()) {
            problem = "";
        }
        long behind = 0;
        for (TopicPartition partition : opened.assignment()) {
            behind += opened.currentLag(partition).orElse(0);
        }
        lag = behind;
    }

    private Subscription<?> subscription(String topic) {
        return java.util.Objects.requireNonNull(subscriptions.get(topic));
    }

    private Sink<?> sink(String topic) {
        return subscription(topic).sink();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
