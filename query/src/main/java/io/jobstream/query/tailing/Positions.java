// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import io.jobstream.topics.Topic;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Where a tail begins, and where the topics ended at that time. */
final class Positions {
    private final Tail.Reading reading;
    private final Consumer<byte[], byte[]> consumer;

    Positions(Tail.Reading reading, Consumer<byte[], byte[]> consumer) {
        this.reading = reading;
        this.consumer = consumer;
    }

    /** The offsets to begin at; fills {@code ends} with the ends still to be reached. */
    Map<TopicPartition, Long> openAll(Collection<Subscription<?>> subscriptions, Map<TopicPartition, Long> ends) {
        Map<String, TopicDescription> descriptions =
                describe(subscriptions.stream().map(each -> each.topic().name()).toList());
        // Questions about partitions that are not assigned make the consumer warn.
        consumer.assign(subscriptions.stream()
                .flatMap(each -> partitions(each.topic()).stream())
                .toList());
        Map<TopicPartition, Long> begins = new HashMap<>();
        for (Subscription<?> subscription : subscriptions) {
            String topic = subscription.topic().name();
            List<TopicPartition> partitions = partitions(subscription.topic());
            Map<TopicPartition, Long> last = consumer.endOffsets(partitions);
            begins.putAll(begins(subscription, partitions, last));
            ends.putAll(last);
            subscription
                    .sink()
                    .opened(java.util.Objects.requireNonNull(descriptions.get(topic))
                            .topicId());
        }
        return begins;
    }

    private Map<TopicPartition, Long> begins(
            Subscription<?> subscription, List<TopicPartition> partitions, Map<TopicPartition, Long> last) {
        if (subscription.since() == null) {
            return consumer.beginningOffsets(partitions);
        }
        if (subscription.since().isZero()) {
            return last;
        }
        long from = Instant.now().minus(subscription.since()).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> begins = new HashMap<>(last);
        found.forEach((partition, offset) -> {
            if (offset != null) {
                begins.put(partition, Math.min(offset.offset(), begins.getOrDefault(partition, Long.MAX_VALUE)));
            }
        });
        return begins;
    }

    private List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, topic.partitions(reading.partitions().count()))
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    private Map<String, TopicDescription> describe(List<String> topics) {
        try (Admin admin = reading.connection().admin("query-topics")) {
            return admin.describeTopics(topics).allTopicNames().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
