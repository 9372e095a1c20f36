// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.PoolPartitions;

/** A running cluster with Jobstream's topics and schemas. */
public interface TestCluster extends AutoCloseable {
    KafkaConnection connection();

    PoolPartitions partitions();

    @Override
    void close();
}
