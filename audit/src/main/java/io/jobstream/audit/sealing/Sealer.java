// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.sealing;

import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.audit.seals.Growth;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that seals what is new of its partitions. Copies share the partitions as a consumer group; where a seal
 * ended is read from the seals themselves, so that there is no state to lose, and two that seal one partition for a
 * moment say the same.
 */
public final class Sealer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sealer.class);
    private static final String CLIENT = "jobstream-audit-sealer";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration APART = Duration.ofMillis(400);
    private static final int PENDING_MAX = 5_000;
    private static final long RETRY_MILLIS = 500;

    private final KafkaConnection connection;
    private final SealingKey key;
    private final AvroCodec codec;
    private final NewestSeals newestSeals;
    private final Map<Integer, String> problems = new ConcurrentSkipListMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean connected;

    private Sealer(KafkaConnection connection, SealingKey key, Collection<NoteKey> earlier) {
        this.connection = connection;
        this.key = key;
        this.codec = AvroCodec.warm(connection, List.of(Topics.AUDIT_SEALS));
        List<NoteKey> trusted = new ArrayList<>(earlier);
        trusted.add(key.noteKey());
        this.newestSeals = new NewestSeals(codec, trusted);
        this.thread = new Thread(this::run, "audit-sealer");
        thread.setDaemon(true);
    }

    /**
     * Starts sealing.
     *
     * @param earlier keys that signed seals before this one, which it goes on from
     * @throws io.jobstream.clients.RegistryUnavailableException when the schema registry does not answer
     */
    public static Sealer start(KafkaConnection connection, SealingKey key, Collection<NoteKey> earlier) {
        Sealer sealer = new Sealer(connection, key, earlier);
        sealer.thread.start();
        return sealer;
    }

    /** Not ready when records are not sealed. */
    public Health health() {
        if (!connected) {
            return Health.notReady("The audit's sealer does not reach Kafka");
        }
        return problems.values().stream().map(Health::notReady).reduce(Health.READY, Health::and);
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            codec.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer = connection.consumer(CLIENT, settings());
                    Producer<String, byte[]> producer = connection.producer(CLIENT)) {
                Partitions mine = new Partitions(consumer, clusterId());
                consumer.subscribe(List.of(Topics.AUDIT.name()), mine);
                SealWriter writer = new SealWriter(producer, codec, key);
                while (stopping.getCount() > 0) {
                    seal(consumer, mine, writer, APART);
                }
                // What was written last is not left without a seal until the next start.
                seal(consumer, mine, writer, Duration.ZERO);
            } catch (KafkaException | IllegalStateException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("The audit cannot be sealed; trying again");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Sealing the audit failed; trying again");
            } finally {
                connected = false;
            }
            pause();
        }
    }

    private void seal(Consumer<byte[], byte[]> consumer, Partitions mine, SealWriter writer, Duration apart) {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
            Partition partition = mine.open.get(found.partition());
            if (partition != null) {
                partition.growth.add(new AuditRecord(found.offset(), found.timestamp(), found.key(), found.value()));
            }
        }
        connected = true;
        long now = System.nanoTime();
        Map<Integer, Growth> due = new TreeMap<>();
        mine.open.forEach((number, partition) -> {
            long pending = partition.growth.pending();
            if (pending >= PENDING_MAX || (pending > 0 && now - partition.sealedAt > apart.toNanos())) {
                partition.sealedAt = now;
                due.put(number, partition.growth);
            }
        });
        if (!due.isEmpty()) {
            writer.write(due);
        }
    }

    /** A partition that is this copy's, for now. */
    private static final class Partition {
        private final Growth growth;
        private long sealedAt;

        Partition(Growth growth) {
            this.growth = growth;
            this.sealedAt = System.nanoTime() - APART.toNanos();
        }
    }

    /** Those of this copy: each goes on where its newest seal ended, whoever wrote that. */
    private final class Partitions implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;
        private final String cluster;
        private final Map<Integer, Partition> open = new HashMap<>();

        Partitions(Consumer<byte[], byte[]> consumer, String cluster) {
            this.consumer = consumer;
            this.cluster = cluster;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> given) {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(given);
            Map<TopicPartition, Long> ends = consumer.endOffsets(given);
            try (Consumer<byte[], byte[]> seals = connection.consumer(CLIENT + "-newest")) {
                for (TopicPartition each : given) {
                    open(
                            each,
                            newestSeals.of(seals, each.partition()),
                            Objects.requireNonNull(begins.get(each)),
                            Objects.requireNonNull(ends.get(each)));
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> taken) {
            taken.forEach(each -> {
                open.remove(each.partition());
                problems.remove(each.partition());
            });
        }

        private void open(TopicPartition each, NewestSeals.Found newest, long begin, long end) {
            String origin = Checkpoint.origin(cluster, each.topic(), each.partition());
            Growth growth = Growth.after(origin, newest.seal());
            consumer.seek(each, Math.max(begin, Math.min(growth.next(), end)));
            if (newest.onlyForged()) {
                refuse(each, "its seals are signed with another key: name it with --audit-earlier-key if it is yours");
            } else if (growth.next() > end) {
                refuse(each, "its records end at " + end + ", but are sealed up to " + growth.next());
            } else {
                problems.remove(each.partition());
                open.put(each.partition(), new Partition(growth));
            }
        }

        private void refuse(TopicPartition each, String why) {
            log.atError().addKeyValue("partition", each.partition()).log("Nothing is sealed: {}", why);
            problems.put(each.partition(), "Partition " + each.partition() + " of the audit is not sealed: " + why);
            consumer.pause(List.of(each));
        }
    }

    private String clusterId() {
        try (Admin admin = connection.admin(CLIENT)) {
            return admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The cluster does not say what it is called: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> settings() {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, CLIENT,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, PENDING_MAX,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    }

    private void pause() {
        try {
            boolean unused = stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }
}
