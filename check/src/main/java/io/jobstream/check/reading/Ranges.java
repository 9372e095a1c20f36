// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.reading;

import io.jobstream.clients.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** From where to where topics are read, as they are now. */
public final class Ranges {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Integer> partitions;

    private Ranges(Consumer<byte[], byte[]> consumer, Map<String, Integer> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * Finds out what there is.
     *
     * @throws UnreadableException when the cluster does not have all of these topics
     */
    public static Ranges of(KafkaConnection connection, Consumer<byte[], byte[]> consumer, List<String> topics) {
        try (Admin admin = connection.admin("check")) {
            Map<String, Integer> found = new LinkedHashMap<>();
            List<String> missing = new ArrayList<>();
            Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(
                            topics, new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
                    .topicNameValues();
            for (String topic : topics) {
                try {
                    found.put(
                            topic,
                            Objects.requireNonNull(described.get(topic))
                                    .get()
                                    .partitions()
                                    .size());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw new UnreadableException("Kafka does not answer: " + message(e.getCause()), e);
                    }
                    missing.add(topic);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptException(e);
                }
            }
            if (!missing.isEmpty()) {
                throw new UnreadableException("The cluster does not have " + String.join(", ", missing)
                        + ": is it Jobstream's? Its services create the topics when they first start.");
            }
            return new Ranges(consumer, found);
        }
    }

    public int partitions(String topic) {
        return partitions.getOrDefault(topic, 0);
    }

    /** A topic's ranges by partition, of what is stamped from {@code from} on and before {@code to}. */
    public List<Range> between(String topic, @Nullable Instant from, @Nullable Instant to) {
        List<TopicPartition> all = IntStream.range(0, partitions(topic))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        // Not to be read: it warns of offsets of what it is not assigned.
        consumer.assign(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all, TIMEOUT);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, TIMEOUT);
        Map<TopicPartition, Long> froms = from == null ? begins : at(all, from, ends);
        Map<TopicPartition, Long> tos = to == null ? ends : at(all, to, ends);
        return all.stream()
                .map(partition -> {
                    long last = of(ends, partition);
                    long end = Math.min(last, of(tos, partition));
                    long begin = Math.min(end, Math.max(of(begins, partition), of(froms, partition)));
                    return new Range(partition, begin, end, end < last);
                })
                .toList();
    }

    private static long of(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    private Map<TopicPartition, Long> at(
            List<TopicPartition> all, Instant instant, Map<TopicPartition, Long> otherwise) {
        Map<TopicPartition, Long> wanted =
                all.stream().collect(Collectors.toMap(Function.identity(), each -> instant.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted, TIMEOUT);
        return all.stream().collect(Collectors.toMap(Function.identity(), each -> {
            OffsetAndTimestamp at = found.get(each);
            return at == null ? otherwise.getOrDefault(each, 0L) : at.offset();
        }));
    }

    private static String message(@Nullable Throwable problem) {
        return problem == null ? "no reason given" : String.valueOf(problem.getMessage());
    }
}
