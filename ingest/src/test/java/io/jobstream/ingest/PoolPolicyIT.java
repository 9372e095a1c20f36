// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.testing.ClusterExtension;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class PoolPolicyIT {
    private final TestCluster cluster;
    private Gateway gateway;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    PoolPolicyIT(TestCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void start() {
        gateway = new Gateway(IngestConfig.defaults(), cluster.connection(), cluster.partitions());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void tellsThePartitionOfAPoolHowItIsRun() {
        Answer given = gateway.put("/v1/pools/packed/policy", "{\"packing\": \"PACK\"}");
        Answer takenBack = gateway.delete("/v1/pools/packed/policy");

        assertThat(given.status()).isEqualTo(202);
        assertThat(given.text("packing")).isEqualTo("PACK");
        assertThat(takenBack.status()).isEqualTo(202);
        assertThat(takenBack.text("packing")).isEqualTo("SPREAD");
        assertThat(gateway.poolPoliciesOf("packed"))
                .containsExactly(new PoolPolicy("packed", Packing.PACK), new PoolPolicy("packed", null));
    }

    @Test
    void refusesAPolicyThatCannotBeOne() {
        Answer refused = gateway.put("/v1/pools/bad/policy", "{\"packing\": \"pack\", \"color\": 1}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.pointers()).containsExactlyInAnyOrder("/packing", "/color");
        assertThat(gateway.put("/v1/pools/-/policy", "{}").status()).isEqualTo(404);
        assertThat(gateway.put("/v1/pools/bad/policy", "[]").status()).isEqualTo(400);
        assertThat(gateway.poolPoliciesOf("bad")).isEmpty();
    }
}
