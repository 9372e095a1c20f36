// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.schemas.JobRequest;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link RecentRequests} up with the log, on a thread of its own, through outages of Kafka and the registry. */
public final class RecentRequestsReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecentRequestsReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_MILLIS = 500;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final RecentRequests requests;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final AvroCodec codec;
    private final Clock clock;
    private final List<TopicPartition> partitions;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ingest-recent-requests");
    private volatile boolean caughtUp;
    private volatile @Nullable Consumer<byte[], byte[]> open;

    public RecentRequestsReader(
            RecentRequests requests,
            Supplier<Consumer<byte[], byte[]>> consumers,
            AvroCodec codec,
            PoolPartitions partitions,
            Clock clock) {
        this.requests = requests;
        this.consumers = consumers;
        this.codec = codec;
        this.clock = clock;
        this.partitions = IntStream.range(0, partitions.count())
                .mapToObj(partition -> new TopicPartition(Topics.JOB_REQUESTS.name(), partition))
                .toList();
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it has read what was in the log when it started. */
    public boolean caughtUp() {
        return caughtUp;
    }

    public Health health() {
        if (!thread.isAlive()) {
            return Health.notReady("ingest no longer reads the requests of the last day");
        }
        return caughtUp ? Health.READY : Health.notReady("ingest is reading the requests of the last day");
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                open = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                // Stopping, which the loop sees.
            } catch (InvalidOffsetException e) {
                log.atInfo().addKeyValue("reason", e.getMessage()).log("Retention overtook the reading; starting anew");
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("The requests of the last day cannot be read yet");
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("Reading the requests of the last day failed; starting anew");
            } finally {
                open = null;
            }
            pause();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        starts(consumer, ends).forEach(consumer::seek);
        while (stopping.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                take(each);
            }
            if (!caughtUp
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                requests.allGiven();
                caughtUp = true;
                log.atInfo().addKeyValue("jobs", requests.jobs()).log("Read the requests of the last day");
            }
        }
    }

    /** A day ago, or later where that would be more records than are remembered: so a start takes bounded time. */
    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long since = clock.instant().minus(requests.ageMax()).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> starts = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndTimestamp first = found.get(partition);
            starts.put(partition, first == null ? end : Math.min(first.offset(), end));
        });
        long total = ends.entrySet().stream()
                .mapToLong(end -> end.getValue() - starts.getOrDefault(end.getKey(), 0L))
                .sum();
        if (total > requests.jobsMax()) {
            requests.skippedUpTo(clock.instant());
            double share = (double) requests.jobsMax() / total;
            starts.replaceAll((partition, start) -> {
                long end = ends.getOrDefault(partition, start);
                return end - (long) ((end - start) * share);
            });
        }
        return starts;
    }

    private void take(ConsumerRecord<byte[], byte[]> each) {
        while (stopping.getCount() > 0) {
            try {
                JobRequest request = decode(each);
                Instant stamp = Instant.ofEpochMilli(each.timestamp());
                if (!request.getJobs().isEmpty() && !LateRequests.isLate(request, stamp)) {
                    requests.add(AcceptedRequest.of(request), stamp);
                }
                return;
            } catch (UndecodableException e) {
                // The scheduler makes a dead letter of it; here it is nothing that anyone was promised.
                log.atDebug()
                        .addKeyValue("partition", each.partition())
                        .addKeyValue("offset", each.offset())
                        .log("Passed over a request that cannot be read");
                return;
            } catch (RegistryUnavailableException e) {
                log.atWarn().addKeyValue("reason", e.getMessage()).log("Waiting for the schema registry");
                pause();
            }
        }
    }

    private JobRequest decode(ConsumerRecord<byte[], byte[]> each) {
        byte[] value = each.value();
        if (value == null) {
            throw new UndecodableException("A request without a value");
        }
        return codec.decode(Topics.JOB_REQUESTS, value);
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
