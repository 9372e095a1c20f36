// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.deadletters.DeadLetters.Position;
import io.jobstream.streams.scheduling.SchedulerApplication;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.status.StatusApplication;
import io.jobstream.topics.PoolPartitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final StreamsSettings SETTINGS = StreamsSettings.embedded(Path.of("state"));

    @Test
    void pinsWhatExactlyOnceAndQuickTakeoverRestOn() {
        Properties properties = properties(new ThrowingApplication("test"));

        assertThat(properties)
                .containsEntry("application.id", "jobstream-test")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("commit.interval.ms", 50L)
                .containsEntry("poll.ms", 12L)
                .containsEntry("producer.linger.ms", 0)
                .containsEntry("producer.max.in.flight.requests.per.connection", 1)
                .containsEntry("producer.retry.backoff.ms", 2)
                .containsEntry("producer.transaction.timeout.ms", 8_000)
                .containsEntry("consumer.session.timeout.ms", 6_000)
                .containsEntry("consumer.heartbeat.interval.ms", 500)
                .containsEntry("consumer.group.instance.id", "embedded")
                .containsEntry("group.protocol", "classic")
                .containsEntry("statestore.cache.max.bytes", 8L * 1024 * 1024)
                .containsEntry("replication.factor", -1)
                .containsEntry("num.standby.replicas", 0);
        assertThat(new StreamsConfig(properties).getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG))
                .isEqualTo(1);
    }

    @Test
    void takesOverTheSchedulerBeforeWhatOnlyShowsThings() {
        assertThat(properties(new SchedulerApplication(SchedulingPolicy.DEFAULT, new PoolPartitions(4))))
                .containsEntry("consumer.session.timeout.ms", 3_000)
                .containsEntry("producer.transaction.timeout.ms", 5_000);
        assertThat(properties(new StatusApplication())).containsEntry("consumer.session.timeout.ms", 6_000);
    }

    private static Properties properties(Application application) {
        return new StreamsProperties(
                        SETTINGS, new KafkaConnection("localhost:9092", "http://localhost:8081"), Duration.ofSeconds(3))
                .of(application, new Strikes("test"));
    }

    @Test
    void refusesAnInstanceThatCannotNameAGroupMember() {
        assertThatThrownBy(() -> new StreamsSettings(Path.of("state"), "two words", 1, 0, 1 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two words");
    }

    @Test
    void countsARecordOutAtItsThirdStrike() {
        Strikes strikes = new Strikes("test");
        Position position = new Position("topic", 1, 2);
        Exception problem = new IllegalStateException("bad");

        strikes.strike(position, problem);
        strikes.strike(position, problem);
        assertThat(strikes.out(position)).isEmpty();
        strikes.strike(position, problem);

        assertThat(strikes.out(position)).contains(problem);
        assertThat(strikes.out(new Position("topic", 1, 3))).isEmpty();
        assertThat(strikes.health().ready()).isTrue();
        strikes.setAside(position);
        assertThat(strikes.health().problems()).singleElement().asString().contains("topic-1@2");
    }

    @Test
    void blamesNoRecordForALostDependency() {
        assertThat(Failures.ofTheRecord(new IllegalStateException("bad"))).isTrue();
        assertThat(Failures.ofTheRecord(
                        new IllegalStateException(new org.apache.kafka.common.errors.TimeoutException("away"))))
                .isFalse();
    }

    @Test
    void waitsLongerWhileFailuresFollowEachOther() {
        Backoff backoff = new Backoff();
        Duration first = backoff.afterFailureAt(0);
        Duration second = backoff.afterFailureAt(Duration.ofSeconds(1).toNanos());
        Duration last = second;
        for (int i = 2; i < 20; i++) {
            last = backoff.afterFailureAt(Duration.ofSeconds(i).toNanos());
        }

        assertThat(second).isGreaterThan(first);
        assertThat(last).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.afterFailureAt(Duration.ofHours(1).toNanos())).isEqualTo(first);
    }
}
