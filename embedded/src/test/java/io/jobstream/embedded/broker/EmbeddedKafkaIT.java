// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.clients.KafkaConnection;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaIT {
    @Test
    void servesOnAFreePort() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.temporary());
                Admin admin = new KafkaConnection(kafka.bootstrapServers(), "").admin("test")) {
            Set<String> topics = admin.listTopics().names().get();

            assertThat(topics).isEmpty();
        }
    }
}
