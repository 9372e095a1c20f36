// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.ingest.Gateway.Answer;
import io.jobstream.schemas.RunnerDrain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnCluster
class DrainIT {
    private final TestCluster cluster;
    private Gateway gateway;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    DrainIT(TestCluster cluster) {
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
    void asksForADrainInThePartitionOfThePool() {
        Answer answer = gateway.post(
                "/v1/runners/box%207/drain", "{\"pool\": \"farm\", \"session\": \"s-1\", \"reason\": \"new disk\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("runnerId")).isEqualTo("box 7");
        assertThat(answer.text("pool")).isEqualTo("farm");
        RunnerDrain drain = gateway.drainsOf("farm", "box 7").get(0);
        assertThat(drain.getPool()).isEqualTo("farm");
        assertThat(drain.getRunnerId()).isEqualTo("box 7");
        assertThat(drain.getSessionId()).isEqualTo("s-1");
        assertThat(drain.getReason()).isEqualTo("new disk");
    }

    @Test
    void takesARunnerOfTheDefaultPoolWithoutABody() {
        assertThat(gateway.post("/v1/runners/bare/drain", "").status()).isEqualTo(202);

        RunnerDrain drain = gateway.drainsOf("default", "bare").get(0);
        assertThat(drain.getSessionId()).isNull();
        assertThat(drain.getReason()).isEmpty();
    }

    @Test
    void refusesWhatCannotBeADrain() {
        Answer refused = gateway.post(
                "/v1/runners/bad/drain",
                "{\"pool\": \"a b\", \"session\": \"\", \"reason\": \"" + "x".repeat(257) + "\", \"now\": true}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.pointers()).containsExactlyInAnyOrder("/pool", "/session", "/reason", "/now");
        assertThat(gateway.post("/v1/runners/%20/drain", "").status()).isEqualTo(404);
        assertThat(gateway.post("/v1/runners/" + "x".repeat(129) + "/drain", "").status())
                .isEqualTo(404);
        assertThat(gateway.drainsOf("default", "bad")).isEmpty();
    }
}
