// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Where records go: positive murmur2 of a key, as every Kafka producer computes it.
 *
 * @param count how many partitions a pool-keyed topic has
 */
public record PoolPartitions(int count) {
    public PoolPartitions {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
    }

    /**
     * The partition of a pool, or of one of its cells, in every topic partitioned by pool. Cells of a pool follow each
     * other, so that no two share a partition while they are no more than there are partitions.
     */
    public int ofPool(String pool) {
        Cell cell = Cell.of(pool);
        return (hash(cell.pool()) % count + cell.number()) % count;
    }

    /** The partition of {@code ci.job.assignments} that a runner reads. */
    public int ofAssignment(String pool, String runnerId) {
        int factor = Partitioning.BY_POOL_AND_RUNNER.factor();
        return ofPool(pool) * factor + hash(runnerId) % factor;
    }

    /** The partition of a key in a topic partitioned by its own key. */
    public int ofKey(String key) {
        return hash(key) % count;
    }

    /** The partition of a repository in a topic partitioned by repository. */
    public int ofRepository(String repository) {
        return hash(repository) % count;
    }

    private static int hash(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
    }
}
