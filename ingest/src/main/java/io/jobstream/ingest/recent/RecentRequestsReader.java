// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.TopicFollower;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.ingest.producers.KnownProducers;
import io.jobstream.schemas.JobRequest;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link RecentRequests} up with the log. */
public final class RecentRequestsReader implements TopicFollower.Reading, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecentRequestsReader.class);

    /** Every partition has all of them. */
    private static final TopicPartition PRODUCERS = new TopicPartition(Topics.PRODUCERS.name(), 0);

    private static final Duration POLL = Duration.ofSeconds(1);

    private final RecentRequests requests;
    private final AvroCodec codec;
    private final Clock clock;
    private final @Nullable KnownProducers producers;
    private final TopicFollower follower;

    /**
     * Reads nothing before {@link #start}.
     *
     * @param producers whose requests count; null where nothing is signed
     */
    public RecentRequestsReader(
            RecentRequests requests,
            Supplier<Consumer<byte[], byte[]>> consumers,
            AvroCodec codec,
            PoolPartitions partitions,
            Clock clock,
            @Nullable KnownProducers producers) {
        this.producers = producers;
        this.requests = requests;
        this.codec = codec;
        this.clock = clock;
        this.follower = new TopicFollower(
                "ingest-recent-requests",
                "the requests of the last day",
                consumers,
                followed(partitions, producers != null),
                this);
    }

    private static List<TopicPartition> followed(PoolPartitions partitions, boolean withProducers) {
        List<TopicPartition> followed = new ArrayList<>(TopicFollower.partitionsOf(partitions, Topics.JOB_REQUESTS));
        if (withProducers) {
            followed.add(PRODUCERS);
        }
        return followed;
    }

    public void start() {
        follower.start();
    }

    /** Whether it has read what was in the log when it started. */
    public boolean caughtUp() {
        return follower.caughtUp();
    }

    public Health health() {
        if (!follower.isAlive()) {
            return Health.notReady("ingest no longer reads the requests of the last day");
        }
        return caughtUp() ? Health.READY : Health.notReady("ingest is reading the requests of the last day");
    }

    @Override
    public void close() {
        follower.close();
    }

    /** A day ago, or later where that would be more records than are remembered: so a start takes bounded time. */
    @Override
    public Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> ofRequests = new HashMap<>(ends);
        Long ofProducers = ofRequests.remove(PRODUCERS);
        if (ofProducers != null) {
            readProducers(consumer, ofProducers);
            consumer.assign(ends.keySet());
        }
        Map<TopicPartition, Long> starts = starts(consumer, ofRequests);
        if (ofProducers != null) {
            starts.put(PRODUCERS, ofProducers);
        }
        return starts;
    }

    /** All of them before the first request; what comes later comes as it comes. */
    private void readProducers(Consumer<byte[], byte[]> consumer, long end) {
        consumer.assign(List.of(PRODUCERS));
        consumer.seekToBeginning(List.of(PRODUCERS));
        while (consumer.position(PRODUCERS) < end) {
            consumer.poll(POLL).forEach(this::takeKnown);
        }
    }

    private void takeKnown(ConsumerRecord<byte[], byte[]> each) {
        try {
            takeProducer(each);
        } catch (UndecodableException e) {
            passedOver(each, e);
        }
    }

    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long since = clock.instant().minus(requests.ageMax()).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, since));
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

    @Override
    public void take(ConsumerRecord<byte[], byte[]> each) {
        if (each.topic().equals(Topics.PRODUCERS.name())) {
            takeProducer(each);
        } else {
            takeRequest(each);
        }
    }

    private void takeProducer(ConsumerRecord<byte[], byte[]> each) {
        KnownProducers known = Objects.requireNonNull(producers);
        String id = each.key() == null ? "" : new String(each.key(), StandardCharsets.UTF_8);
        // Until it is read; what cannot be read may have been a revocation.
        known.forget(id);
        if (each.value() != null) {
            known.put(codec.decode(Topics.PRODUCERS, each.value()));
        }
    }

    private void takeRequest(ConsumerRecord<byte[], byte[]> each) {
        if (each.value() == null) {
            throw new UndecodableException("A request without a value");
        }
        JobRequest request = codec.decode(Topics.JOB_REQUESTS, each.value());
        Instant stamp = Instant.ofEpochMilli(each.timestamp());
        if (request.getJobs().isEmpty() || LateRequests.isLate(request, stamp)) {
            return;
        }
        List<AcceptedRequest> accepted = AcceptedRequest.allOf(request);
        if (accepted.stream().allMatch(requests::has)) {
            return;
        }
        if (producers != null && !requests.own().has(each.value()) && !producers.signed(each, request)) {
            return;
        }
        accepted.forEach(one -> requests.add(one, stamp));
    }

    /** The scheduler makes a dead letter of it; here it is nothing that anyone was promised. */
    @Override
    public void passedOver(ConsumerRecord<byte[], byte[]> each, UndecodableException why) {
        log.atDebug()
                .addKeyValue("partition", each.partition())
                .addKeyValue("offset", each.offset())
                .log("Passed over a request that cannot be read");
    }

    @Override
    public void readAll() {
        requests.allGiven();
        log.atInfo().addKeyValue("jobs", requests.jobs()).log("Read the requests of the last day");
    }
}
