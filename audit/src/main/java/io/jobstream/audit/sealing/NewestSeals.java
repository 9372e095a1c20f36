// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.sealing;

import io.jobstream.audit.notes.NoteKey;
import io.jobstream.audit.seals.Seal;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.UndecodableException;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Finds where a partition's seals ended, from the last few of them. */
record NewestSeals(AvroCodec codec, Collection<NoteKey> trusted) {
    private static final int LOOKED_AT = 200;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SILENT_POLLS_MAX = 50;

    /**
     * What was found.
     *
     * @param seal the one with most records; empty when there is none
     * @param onlyForged whether there are seals, but none that a trusted key signed
     */
    record Found(Optional<Seal> seal, boolean onlyForged) {}

    Found of(Consumer<byte[], byte[]> consumer, int partition) {
        TopicPartition seals = new TopicPartition(Topics.AUDIT_SEALS.name(), partition);
        List<TopicPartition> one = List.of(seals);
        long end = Objects.requireNonNull(consumer.endOffsets(one).get(seals));
        long begin =
                Math.max(Objects.requireNonNull(consumer.beginningOffsets(one).get(seals)), end - LOOKED_AT);
        consumer.assign(one);
        consumer.seek(seals, begin);
        Optional<Seal> newest = Optional.empty();
        for (int silent = 0; consumer.position(seals) < end; silent++) {
            if (silent > SILENT_POLLS_MAX) {
                throw new IllegalStateException("The seals of partition " + partition + " cannot be read");
            }
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                newest = newer(newest, opened(found));
            }
        }
        return new Found(newest, newest.isEmpty() && begin < end);
    }

    private Optional<Seal> opened(ConsumerRecord<byte[], byte[]> found) {
        if (found.value() == null) {
            return Optional.empty();
        }
        try {
            return Seal.open(
                    codec.decode(Topics.AUDIT_SEALS, found.value()),
                    "/" + Topics.AUDIT.name() + "/" + found.partition(),
                    trusted);
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }

    private static Optional<Seal> newer(Optional<Seal> one, Optional<Seal> other) {
        return one.isPresent()
                        && (other.isEmpty()
                                || one.get().checkpoint().size()
                                        >= other.get().checkpoint().size())
                ? one
                : other;
    }
}
