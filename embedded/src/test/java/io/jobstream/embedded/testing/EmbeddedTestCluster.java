// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.topics.PoolPartitions;

record EmbeddedTestCluster(EmbeddedCluster cluster) implements TestCluster {
    static TestCluster start() {
        return new EmbeddedTestCluster(EmbeddedCluster.start(ClusterSettings.temporary()));
    }

    @Override
    public KafkaConnection connection() {
        return cluster.connection();
    }

    @Override
    public PoolPartitions partitions() {
        return cluster.partitions();
    }

    @Override
    public void stopRegistry() {
        cluster.stopRegistry();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
