// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A partition that the group never read begins at its end, which is committed at once: a restart stays there. */
final class FromTheEndAtFirst implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final Runnable joined;

    /** @param joined run each time that it is settled where the consumer begins */
    FromTheEndAtFirst(Consumer<byte[], byte[]> consumer, Runnable joined) {
        this.consumer = consumer;
        this.joined = joined;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
        Set<TopicPartition> fresh = new HashSet<>(partitions);
        fresh.removeIf(partition -> committed.get(partition) != null);
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        consumer.endOffsets(fresh).forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
        ends.forEach(consumer::seek);
        consumer.commitSync(ends);
        joined.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // What was taken is committed.
    }
}
