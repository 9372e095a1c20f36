// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ports.PortTakenException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    @TempDir
    Path directory;

    @Test
    void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaSettings settings = KafkaSettings.keeping(directory.resolve("data"), taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("Kafka");
            assertThat(directory.resolve("data")).doesNotExist();
        }
    }

    @Test
    void dataInUseIsSaid() {
        try (EmbeddedKafka first = EmbeddedKafka.start(KafkaSettings.keeping(directory, 0))) {
            assertThat(first.port()).isPositive();

            assertThatThrownBy(() -> EmbeddedKafka.start(KafkaSettings.keeping(directory, 0)))
                    .isInstanceOf(DataDirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void runsWithTheSettingsThatThePromisesRestOn() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.temporary());
                Admin admin = new KafkaConnection(kafka.bootstrapServers(), "").admin("test")) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");

            Config config = admin.describeConfigs(List.of(broker))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .getOrDefault(broker, new Config(List.of()));

            assertThat(BrokerConfig.forJobstream())
                    .allSatisfy((setting, value) ->
                            assertThat(config.get(setting).value()).as(setting).isEqualTo(value));
        }
    }
}
