// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.UndecodableException;
import io.jobstream.schemas.AuditSeal;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The topics of a cluster, as they are when they are read. */
public final class KafkaCopy implements AuditCopy {
    private static final String CLIENT = "jobstream-audit-verify";

    private final KafkaConnection connection;
    private final Instant takenAt;

    public KafkaCopy(KafkaConnection connection, Instant takenAt) {
        this.connection = connection;
        this.takenAt = takenAt;
    }

    @Override
    public Instant takenAt() {
        return takenAt;
    }

    @Override
    public void read(Reader reader) {
        try (AvroCodec codec = AvroCodec.of(connection);
                Consumer<byte[], byte[]> records = connection.consumer(CLIENT + "-records");
                Consumer<byte[], byte[]> seals = connection.consumer(CLIENT + "-seals")) {
            int partitions = records.partitionsFor(Topics.AUDIT.name()).size();
            for (int partition = 0; partition < partitions; partition++) {
                // Seals first: what they cover is in the log by then.
                PartitionTail sealed =
                        new PartitionTail(seals, new TopicPartition(Topics.AUDIT_SEALS.name(), partition));
                PartitionTail recorded = new PartitionTail(records, new TopicPartition(Topics.AUDIT.name(), partition));
                reader.begin(new Start(Topics.AUDIT.name(), partition, recorded.begin(), sealed.begin()));
                tell(sealed, recorded, codec, reader);
                reader.end();
            }
        } catch (KafkaException | RegistryUnavailableException | IOException e) {
            throw new UnreadableCopyException("The audit's topics cannot be read: " + e.getMessage(), e);
        }
    }

    private static void tell(PartitionTail seals, PartitionTail records, AvroCodec codec, Reader reader) {
        for (var next = seals.peek(); next.isPresent(); next = seals.peek()) {
            AuditSeal seal = seal(next.get(), codec);
            seals.take();
            tellUpTo(seal.getToOffset(), records, reader);
            reader.seal(seal);
        }
        tellUpTo(Long.MAX_VALUE, records, reader);
    }

    private static void tellUpTo(long offset, PartitionTail records, Reader reader) {
        for (var next = records.peek(); next.isPresent() && next.get().offset() <= offset; next = records.peek()) {
            ConsumerRecord<byte[], byte[]> found = next.get();
            reader.record(new AuditRecord(found.offset(), found.timestamp(), found.key(), found.value()));
            records.take();
        }
    }

    /** What is no seal is told as one that nobody signed. */
    private static AuditSeal seal(ConsumerRecord<byte[], byte[]> found, AvroCodec codec) {
        AuditSeal none = new AuditSeal("", List.<ByteBuffer>of(), 0L, 0L);
        try {
            return found.value() == null ? none : codec.decode(Topics.AUDIT_SEALS, found.value());
        } catch (UndecodableException e) {
            return none;
        }
    }
}
