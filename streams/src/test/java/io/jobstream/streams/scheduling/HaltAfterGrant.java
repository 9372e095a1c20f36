// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.topics.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Ends the process, as a kill would, once the broker has an assignment and before the transaction commits. */
public final class HaltAfterGrant implements ProducerInterceptor<byte[], byte[]> {
    static final int EXIT_CODE = 137;

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (metadata != null && exception == null && metadata.topic().equals(Topics.JOB_ASSIGNMENTS.name())) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
