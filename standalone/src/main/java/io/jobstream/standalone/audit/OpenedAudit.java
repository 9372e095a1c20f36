// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.audit;

import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.audit.subjects.SubjectKeys;
import io.jobstream.audit.subjects.SubjectReader;
import io.jobstream.audit.trail.AuditReader;
import io.jobstream.audit.trail.SubjectErasure;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.services.KafkaOptions;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;

/** The audit of a cluster with all keys of its subjects, for commands. */
final class OpenedAudit implements AutoCloseable {
    private static final Duration READ_MAX = Duration.ofSeconds(60);

    private final KafkaConnection connection;
    private final PoolPartitions partitions;
    private final AvroCodec codec;
    private final SubjectKeys keys;
    private final SubjectReader reader;

    private OpenedAudit(KafkaConnection connection, PoolPartitions partitions, SubjectKeys keys) {
        this.connection = connection;
        this.partitions = partitions;
        this.keys = keys;
        this.codec = AvroCodec.of(connection);
        this.reader = SubjectReader.start(keys, codec, connection);
    }

    /**
     * Returns it when all keys are read.
     *
     * @throws FailedException when Kafka or the registry is not up within the time
     */
    static OpenedAudit open(KafkaOptions kafka, KeyEncryptionKey kek, PrintWriter progress)
            throws InterruptedException {
        PoolPartitions partitions = kafka.await(progress);
        OpenedAudit opened = new OpenedAudit(kafka.connection(), partitions, new SubjectKeys(kek));
        if (!opened.reader.awaitAll(READ_MAX)) {
            opened.close();
            throw new FailedException("The audit's subjects could not be read within " + READ_MAX.toSeconds() + " s");
        }
        return opened;
    }

    void read(Instant since, AuditReader.Taker taker) {
        new AuditReader(connection, codec, keys).read(since, taker);
    }

    int erase(String subject) {
        return new SubjectErasure(connection, partitions).erase(keys.recordKeys(subject));
    }

    @Override
    public void close() {
        reader.close();
        try {
            codec.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
