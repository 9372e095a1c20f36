// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.broker.EmbeddedKafka;
import io.jobstream.embedded.broker.KafkaSettings;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.TopicMismatchException;
import io.jobstream.topics.TopicSetup;
import io.jobstream.topics.Topics;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicSetupIT {
    private final EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.temporary());
    private final Admin admin = new KafkaConnection(kafka.bootstrapServers(), "").admin("test");

    @BeforeEach
    void startsEmpty() throws Exception {
        assertThat(topics()).isEmpty();
    }

    @AfterEach
    void close() {
        admin.close();
        kafka.close();
    }

    @Test
    void makesEveryTopicAsTheCatalogueSays() throws Exception {
        new TopicSetup(admin).ensure(OptionalInt.of(2));

        assertThat(topics()).hasSize(Topics.ALL.size() + 1).contains(Topics.DEAD_LETTERS);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.JOB_STATUS.name());
        Config config = admin.describeConfigs(List.of(resource))
                .all()
                .get(10, TimeUnit.SECONDS)
                .getOrDefault(resource, new Config(List.of()));
        assertThat(Topics.JOB_STATUS.config())
                .allSatisfy((setting, value) ->
                        assertThat(config.get(setting).value()).as(setting).isEqualTo(value));
    }

    @Test
    void doesNothingTheSecondTimeAndTakesThePartitionsThatExist() {
        new TopicSetup(admin).ensure(OptionalInt.of(2));

        PoolPartitions again = new TopicSetup(admin).ensure(OptionalInt.empty());

        assertThat(again.count()).isEqualTo(2);
    }

    @Test
    void manyMayDoItAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<PoolPartitions>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> new TopicSetup(admin).ensure(OptionalInt.of(2))));
            }

            for (Future<PoolPartitions> each : all) {
                assertThat(each.get(30, TimeUnit.SECONDS).count()).isEqualTo(2);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void waitsForTopicsThatABrokerHasNotHeardOfYet() {
        AtomicInteger questions = new AtomicInteger();

        new TopicSetup(unawareAtFirst(questions)).ensure(OptionalInt.of(2));

        assertThat(questions).hasValue(3);
    }

    @Test
    void otherPartitionsAreRefusedAndNothingIsChanged() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.JOB_LOGS.name(), Optional.of(3), Optional.empty())))
                .all()
                .get(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> new TopicSetup(admin).ensure(OptionalInt.of(2)))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("ci.job.logs has 3 partitions, expected 2");
        assertThat(topics()).containsExactly(Topics.JOB_LOGS.name());
    }

    @Test
    void stampsOfProducersAreRefused() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.RUNNER_HEARTBEATS.name(), Optional.of(2), Optional.empty())))
                .all()
                .get(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> new TopicSetup(admin).ensure(OptionalInt.of(2)))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining(
                        "ci.runner.heartbeats has message.timestamp.type=CreateTime," + " expected LogAppendTime");
    }

    private Set<String> topics() throws Exception {
        return admin.listTopics().names().get(10, TimeUnit.SECONDS);
    }

    /** The first two questions for settings are put about a topic that is not there, for the broker's own answer. */
    private Admin unawareAtFirst(AtomicInteger questions) {
        List<ConfigResource> missing = List.of(new ConfigResource(ConfigResource.Type.TOPIC, "ci.not.heard.of"));
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(),
                new Class<?>[] {Admin.class},
                (proxy, method, arguments) ->
                        method.getName().equals("describeConfigs") && questions.incrementAndGet() <= 2
                                ? admin.describeConfigs(missing)
                                : method.invoke(admin, arguments));
    }
}
