// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnCluster
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
        await().until(() -> gateway.get("/readyz").status() == 200);
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
                .containsExactly(new PoolPolicy("packed", Packing.PACK, null), new PoolPolicy("packed", null, null));
    }

    @Test
    void tellsEachCellOfAPoolAndNeverTakesOneAway() {
        Answer grown = gateway.put("/v1/pools/divided/policy", "{\"packing\": \"PACK\", \"cells\": 2}");
        await().until(() ->
                gateway.put("/v1/pools/divided/policy", "{\"cells\": 1}").status() == 400);
        Answer deleted = gateway.delete("/v1/pools/divided/policy");
        Answer tooMany = gateway.put(
                "/v1/pools/divided/policy",
                "{\"cells\": " + (cluster.partitions().count() + 1) + "}");

        assertThat(grown.body().path("cells").asInt()).isEqualTo(2);
        assertThat(deleted.body().path("cells").asInt()).isEqualTo(2);
        assertThat(tooMany.pointers()).containsExactly("/cells");
        assertThat(gateway.put("/v1/pools/divided~1/policy", "{}").status()).isEqualTo(404);
        assertThat(gateway.poolPoliciesOf("divided"))
                .startsWith(new PoolPolicy("divided", Packing.PACK, 2))
                .endsWith(new PoolPolicy("divided", null, 2));
        assertThat(gateway.poolPoliciesOf("divided~1"))
                .startsWith(new PoolPolicy("divided~1", Packing.PACK, 2))
                .endsWith(new PoolPolicy("divided~1", null, 2));
    }

    @Test
    void asksForADrainInEachCell() {
        gateway.put("/v1/pools/drained/policy", "{\"cells\": 2}");
        await().until(() ->
                gateway.put("/v1/pools/drained/policy", "{\"cells\": 1}").status() == 400);

        Answer asked = gateway.post("/v1/runners/r/drain", "{\"pool\": \"drained\"}");

        assertThat(asked.text("pool")).isEqualTo("drained");
        assertThat(gateway.drainsOf("drained", "r")).hasSize(1);
        assertThat(gateway.drainsOf("drained~1", "r"))
                .singleElement()
                .satisfies(drain -> assertThat(drain.getPool()).isEqualTo("drained~1"));
    }

    @Test
    void addsNoCellWhileAKeyOfTheLastHourIsForgotten() {
        IngestConfig forgetful = IngestConfig.defaults().withJobsRemembered(1);
        try (Gateway other = new Gateway(forgetful, cluster.connection(), cluster.partitions())) {
            await().until(() -> other.get("/readyz").status() == 200);
            for (int i = 0; i < 2; i++) {
                other.post("/v1/jobs", "{\"name\": \"a\", \"pool\": \"busy\", \"script\": \"true\"}");
            }

            assertThat(other.put("/v1/pools/busy/policy", "{\"cells\": 2}").status())
                    .isEqualTo(409);
            assertThat(other.put("/v1/pools/busy/policy", "{\"cells\": 1}").status())
                    .isEqualTo(202);
        }
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
