// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolPartitionsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 32, 100})
    void goesWhereAProducerSendsTheKey(int count) {
        PoolPartitions partitions = new PoolPartitions(count);

        assertThat(IntStream.range(0, 1_000).mapToObj(i -> "pool-\u00e9-" + i)).allSatisfy(key -> {
            int producers = BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), count);
            assertThat(partitions.ofPool(key)).isEqualTo(producers);
            assertThat(partitions.ofKey(key)).isEqualTo(producers);
        });
    }

    @Test
    void staysWhereItEverWas() {
        PoolPartitions partitions = new PoolPartitions(32);

        assertThat(partitions.ofPool("default")).isEqualTo(11);
        assertThat(partitions.ofAssignment("default", "runner-1")).isEqualTo(44);
    }

    @Test
    void spreadsTheRunnersOfAPoolOverFourPartitionsOfItsOwn() {
        PoolPartitions partitions = new PoolPartitions(4);
        int first = partitions.ofPool("pool") * 4;

        assertThat(IntStream.range(0, 100).mapToObj(i -> partitions.ofAssignment("pool", "runner-" + i)))
                .containsOnly(first, first + 1, first + 2, first + 3)
                .contains(first, first + 1, first + 2, first + 3);
    }

    @Test
    void thereIsAtLeastOne() {
        assertThatThrownBy(() -> new PoolPartitions(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
