// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.TopicFollower;
import io.jobstream.clients.UndecodableException;
import io.jobstream.health.Health;
import io.jobstream.schemas.JobRequest;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link RecentRequests} up with the log. */
public final class RecentRequestsReader implements TopicFollower.Reading, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecentRequestsReader.class);

    private final RecentRequests requests;
    private final AvroCodec codec;
    private final Clock clock;
    private final TopicFollower follower;

    public RecentRequestsReader(
            RecentRequests requests,
            Supplier<Consumer<byte[], byte[]>> consumers,
            AvroCodec codec,
            PoolPartitions partitions,
            Clock clock) {
        this.requests = requests;
        this.codec = codec;
        this.clock = clock;
        this.follower = new TopicFollower(
                "ingest-recent-requests",
                "the requests of the last day",
                consumers,
                TopicFollower.partitionsOf(partitions, Topics.JOB_REQUESTS),
                this);
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
        byte[] value = each.value();
        if (value == null) {
            throw new UndecodableException("A request without a value");
        }
        JobRequest request = codec.decode(Topics.JOB_REQUESTS, value);
        Instant stamp = Instant.ofEpochMilli(each.timestamp());
        if (!request.getJobs().isEmpty() && !LateRequests.isLate(request, stamp)) {
            requests.add(AcceptedRequest.of(request), stamp);
        }
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
        log.atInfo().addKeyValue("jobs", requests.jobs()).log("Read the requests of the last day");
    }
}
