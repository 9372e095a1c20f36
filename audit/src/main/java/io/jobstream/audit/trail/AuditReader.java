// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.trail;

import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.audit.subjects.SubjectKeys;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code ci.audit} from a moment to its end, with the personal data that is not erased. */
public final class AuditReader {
    private static final Logger log = LoggerFactory.getLogger(AuditReader.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final KafkaConnection connection;
    private final AvroCodec codec;
    private final SubjectKeys keys;

    public AuditReader(KafkaConnection connection, AvroCodec codec, SubjectKeys keys) {
        this.connection = connection;
        this.codec = codec;
        this.keys = keys;
    }

    /** Is told each record, in the order of its partition. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Is told one.
         *
         * @param who empty when it was erased, or nobody was known
         */
        void take(AuditEvent event, Optional<PersonalData> who);
    }

    /** Returns when everything is told that was there when it began. */
    public void read(Instant since, Taker taker) {
        try (Consumer<byte[], byte[]> consumer = connection.consumer("jobstream-audit-show")) {
            String topic = Topics.AUDIT.name();
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(topic).size())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, @Nullable OffsetAndTimestamp> begins = consumer.offsetsForTimes(
                    partitions.stream().collect(Collectors.toMap(each -> each, each -> since.toEpochMilli())));
            consumer.assign(partitions);
            for (TopicPartition each : partitions) {
                OffsetAndTimestamp begin = begins.get(each);
                consumer.seek(each, begin == null ? end(ends, each) : begin.offset());
            }
            while (partitions.stream().anyMatch(each -> consumer.position(each) < end(ends, each))) {
                consumer.poll(POLL).forEach(found -> tell(found, taker));
            }
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return Objects.requireNonNull(ends.get(partition));
    }

    private void tell(ConsumerRecord<byte[], byte[]> found, Taker taker) {
        if (found.value() == null) {
            return;
        }
        try {
            AuditEvent event = codec.decode(Topics.AUDIT, found.value());
            taker.take(event, who(event));
        } catch (UndecodableException e) {
            log.atError()
                    .addKeyValue("partition", found.partition())
                    .addKeyValue("offset", found.offset())
                    .log("Not a record of this topic: {}", e.getMessage());
        }
    }

    private Optional<PersonalData> who(AuditEvent event) {
        ByteBuffer personal = event.getPersonal();
        if (personal == null) {
            return Optional.empty();
        }
        byte[] bytes = new byte[personal.remaining()];
        personal.duplicate().get(bytes);
        return keys.ofPseudonym(event.getActor()).flatMap(key -> key.decrypt(bytes));
    }
}
