// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.topics.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@OnCluster
class ClusterExtensionIT {
    @Test
    void carriesARecordFromAProducerToAConsumer(TestCluster cluster) throws Exception {
        JobCancellation written = JobCancellation.newBuilder()
                .setPool("cluster-extension")
                .setJobId("job")
                .setRequestedAt(Instant.ofEpochMilli(1))
                .build();

        try (AvroCodec codec = AvroCodec.of(cluster.connection());
                var producer = cluster.connection().producer("test");
                var consumer = cluster.connection().consumer("test", Map.of("auto.offset.reset", "earliest"))) {
            codec.warmUp(Topics.ALL);
            int partition = cluster.partitions().ofPool("cluster-extension");
            RecordMetadata sent = producer.send(new ProducerRecord<>(
                            Topics.JOB_CANCELLATIONS.name(),
                            "cluster-extension",
                            codec.encode(Topics.JOB_CANCELLATIONS, written)))
                    .get(10, TimeUnit.SECONDS);
            TopicPartition there = new TopicPartition(Topics.JOB_CANCELLATIONS.name(), partition);
            consumer.assign(List.of(there));
            consumer.seek(there, sent.offset());

            byte[] read = new RecordReader(consumer).next().value();

            assertThat(sent.partition()).isEqualTo(partition);
            assertThat(codec.decode(Topics.JOB_CANCELLATIONS, read)).isEqualTo(written);
        }
    }
}
