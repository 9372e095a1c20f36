// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.testing.RecordReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledKafkaIT {
    private static final String TOPIC = "kept";
    private static final int RECORDS = 500;

    @TempDir
    Path directory;

    @Test
    void keepsWhatItAcknowledgedBeforeItWasKilled() throws Exception {
        Process process = brokerProcess();
        try {
            String bootstrapServers = bootstrapServers(process);
            write(new KafkaConnection(bootstrapServers, ""));
            assertThatThrownBy(() -> EmbeddedKafka.start(KafkaSettings.keeping(directory, 0)))
                    .isInstanceOf(DataDirectoryInUseException.class);
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (EmbeddedKafka restarted = EmbeddedKafka.start(KafkaSettings.keeping(directory, 0))) {
            assertThat(read(new KafkaConnection(restarted.bootstrapServers(), "")))
                    .isEqualTo(RECORDS);
        }
    }

    private Process brokerProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String bootstrapServers(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return lines.lines()
                .filter(line -> line.startsWith(BrokerProcess.SERVES))
                .findFirst()
                .orElseThrow()
                .substring(BrokerProcess.SERVES.length());
    }

    private static void write(KafkaConnection connection) throws Exception {
        try (Admin admin = connection.admin("test");
                var producer = connection.producer("test")) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, "key", new byte[] {(byte) i})));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static int read(KafkaConnection connection) {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (var consumer = connection.consumer("test", Map.of("auto.offset.reset", "earliest"))) {
            consumer.assign(List.of(partition));
            RecordReader reader = new RecordReader(consumer);
            int read = 0;
            while (read < RECORDS) {
                assertThat(reader.next().value()).containsExactly((byte) read);
                read++;
            }
            return read;
        }
    }
}
