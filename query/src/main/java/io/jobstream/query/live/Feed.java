// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.UndecodableException;
import io.jobstream.query.tailing.Decoding;
import io.jobstream.query.tailing.Received;
import io.jobstream.query.tailing.Sink;
import io.jobstream.topics.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A topic that clients follow: its ring, and reads of what lies before. */
final class Feed<T> {
    private final String topic;
    private final Ring<T> ring;
    private final CatchUp catchUp;
    private final Function<ConsumerRecord<byte[], byte[]>, @Nullable Entry<T>> decode;

    private Feed(
            String topic,
            Ring<T> ring,
            CatchUp catchUp,
            Function<ConsumerRecord<byte[], byte[]>, @Nullable Entry<T>> decode) {
        this.topic = topic;
        this.ring = ring;
        this.catchUp = catchUp;
        this.decode = decode;
    }

    /** @param mapping what of a record is kept and shown */
    static <R extends SpecificRecord, T> Feed<T> of(
            Topic<R> topic,
            Ring<T> ring,
            CatchUp catchUp,
            AvroCodec codec,
            Function<Received<R>, @Nullable Entry<T>> mapping) {
        return new Feed<>(topic.name(), ring, catchUp, found -> {
            try {
                return mapping.apply(Decoding.decode(codec, topic, found));
            } catch (UndecodableException e) {
                return null; // The tail has made it a dead letter.
            }
        });
    }

    Ring<T> ring() {
        return ring;
    }

    CompletableFuture<CatchUp.Page<T>> read(int partition, long from, long until, Wanted<T> wanted) {
        return catchUp.read(new CatchUp.Request<>(new TopicPartition(topic, partition), from, until, found -> {
            // Most records of a partition are about something else: they are not even decoded.
            Entry<T> entry = wanted.mayShow(found.key()) ? decode.apply(found) : null;
            return entry != null && wanted.shows(entry) ? entry : null;
        }));
    }

    CompletableFuture<Optional<Long>> offsetAt(int partition, Instant time) {
        return catchUp.offsetAt(new TopicPartition(topic, partition), time);
    }

    /** Fills the ring; {@code then} runs after each batch. */
    <R> Sink<R> sink(Function<Received<R>, @Nullable Entry<T>> mapping, Runnable then) {
        return new Sink<>() {
            @Override
            public void accept(Received<R> received) {
                Entry<T> entry = mapping.apply(received);
                if (entry != null) {
                    ring.append(entry);
                }
            }

            @Override
            public void opened(Uuid topicId) {
                ring.opened(topicId);
            }

            @Override
            public void startsAt(int partition, long offset) {
                ring.startsAt(partition, offset);
            }

            @Override
            public void batchGiven() {
                then.run();
            }
        };
    }
}
