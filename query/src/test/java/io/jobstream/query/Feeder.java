// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes what the other services would write. */
public final class Feeder implements AutoCloseable {
    private final AvroCodec codec;
    private final Producer<String, byte[]> producer;
    private final PoolPartitions partitions;

    public Feeder(TestCluster cluster) {
        codec = AvroCodec.of(cluster.connection());
        producer = cluster.connection().producer("test-feeder");
        partitions = cluster.partitions();
    }

    public void feed(JobStatus status) {
        send(Topics.JOB_STATUS, null, status.getSpec().getJobId(), status);
    }

    public void feed(JobRequest request) {
        send(Topics.JOB_REQUESTS, null, request.getPool(), request);
    }

    public void feed(TenantPolicy policy) {
        for (int partition = 0; partition < partitions.count(); partition++) {
            send(Topics.TENANT_POLICIES, partition, policy.getTenant(), policy);
        }
    }

    public void feed(LogChunk chunk) {
        send(Topics.JOB_LOGS, null, chunk.getJobId(), chunk);
    }

    public void feed(PoolStatus status) {
        send(Topics.POOL_STATUS, null, status.getPool(), status);
    }

    public void feed(RunnerStatus status) {
        send(Topics.RUNNER_STATUS, null, status.getRunnerId(), status);
    }

    public void feed(JobEvent event) {
        String key = event.getJobId() == null ? "pool:" + event.getPool() : event.getJobId();
        send(Topics.JOB_EVENTS, partitions.ofPool(event.getPool()), key, event);
    }

    public void bytes(String topic, String key, byte[] value) {
        await(new ProducerRecord<>(topic, key, value));
    }

    public <T extends SpecificRecord> void send(Topic<T> topic, @Nullable Integer partition, String key, T record) {
        await(new ProducerRecord<>(topic.name(), partition, key, codec.encode(topic, record)));
    }

    @Override
    public void close() throws IOException {
        producer.close();
        codec.close();
    }

    private void await(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
