// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.checking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.Queueing;
import io.jobstream.standalone.Program;
import io.jobstream.topics.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The exit statuses, on a broker. What a real log gives is asserted where there is one: UpIT, KillingIT. */
class CheckCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsWhatHoldsFromWhatDoesNotAndFromWhatCannotBeRead() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary())) {
            assertThat(check(cluster)).as(err.toString()).isZero();
            assertThat(out.toString()).contains("It holds");

            queueWhatNobodyAdmitted(cluster);

            assertThat(check(cluster)).isEqualTo(1);
            assertThat(out.toString()).contains("admitted-once: JOB_QUEUED of job stranger, which was never admitted");
            assertThat(out.toString()).contains("  ci.job.events-0@0  ci.job.requests-0@7");

            out.getBuffer().setLength(0);
            assertThat(check(cluster, "--json")).isEqualTo(1);
            JsonNode report = new ObjectMapper().readTree(out.toString());
            assertThat(report.path("holds").asBoolean(true)).isFalse();
            assertThat(report.at("/violationsTold/0/rule").asText()).isEqualTo("admitted-once");

            cluster.stopRegistry();

            assertThat(check(cluster)).isEqualTo(2);
            assertThat(err.toString()).contains("The registry does not answer").doesNotContain("\tat ");
        }
    }

    private int check(EmbeddedCluster cluster, String... more) {
        String[] arguments = new String[more.length + 5];
        arguments[0] = "check";
        arguments[1] = "--bootstrap-servers";
        arguments[2] = cluster.connection().bootstrapServers();
        arguments[3] = "--schema-registry-url";
        arguments[4] = cluster.connection().schemaRegistryUrl();
        System.arraycopy(more, 0, arguments, 5, more.length);
        return Program.create(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private static void queueWhatNobodyAdmitted(EmbeddedCluster cluster) throws Exception {
        JobEvent event = JobEvent.newBuilder()
                .setType(JobEventType.JOB_QUEUED)
                .setPool("pool")
                .setAt(Instant.EPOCH)
                .setInput(new InputPosition(Topics.JOB_REQUESTS.name(), 0, 7L))
                .setIndex(0)
                .setJobId("stranger")
                .setQueueing(new Queueing(false, 0))
                .build();
        try (AvroCodec codec = AvroCodec.of(cluster.connection());
                Producer<String, byte[]> producer = cluster.connection().producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_EVENTS.name(), 0, "stranger", codec.encode(Topics.JOB_EVENTS, event)))
                    .get();
        }
    }
}
