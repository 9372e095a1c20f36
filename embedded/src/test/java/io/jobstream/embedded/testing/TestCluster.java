// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.PoolPartitions;

/** A running cluster with Jobstream's topics and schemas. */
public interface TestCluster extends AutoCloseable {
    KafkaConnection connection();

    PoolPartitions partitions();

    /** The brokers go on without it. */
    void stopRegistry();

    @Override
    void close();

    /** One of a test's own, which the test closes. Most tests share one: {@link ClusterExtension}. */
    static TestCluster start() {
        return "containers".equals(System.getProperty("jobstream.test.broker"))
                ? ContainerTestCluster.start()
                : EmbeddedTestCluster.start();
    }
}
