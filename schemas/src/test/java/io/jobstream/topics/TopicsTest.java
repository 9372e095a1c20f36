// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTest {
    static List<Topic<?>> topics() {
        return List.copyOf(Topics.ALL);
    }

    @Test
    void theListLeavesNoTopicOut() {
        Set<Object> declared = Stream.of(Topics.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == Topic.class)
                .map(field -> {
                    try {
                        return field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .collect(Collectors.toSet());

        assertThat(Topics.ALL).doesNotHaveDuplicates().hasSameSizeAs(declared);
        assertThat(declared).containsAll(Topics.ALL);
    }

    @Test
    void noTwoTopicsShareANameOrARecord() {
        assertThat(Topics.ALL).extracting(topic -> topic.name()).doesNotHaveDuplicates();
        assertThat(Topics.ALL).extracting(topic -> topic.type().getName()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void takesItsTimeFromTheBroker(Topic<?> topic) {
        assertThat(topic.config()).containsEntry("message.timestamp.type", "LogAppendTime");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void takesRecordsUpToOneMebibyte(Topic<?> topic) {
        assertThat(topic.config()).containsEntry("max.message.bytes", "1048576");
    }

    @ParameterizedTest
    @MethodSource("topics")
    void saysHowLongItKeepsRecords(Topic<?> topic) {
        assertThat(topic.config()).containsKey("cleanup.policy");
        assertThat(topic.config().getOrDefault("cleanup.policy", "").contains("delete"))
                .isEqualTo(topic.config().containsKey("retention.ms"));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void namesItsWriters(Topic<?> topic) {
        assertThat(topic.writers()).isNotEmpty();
    }

    @Test
    void whatTheSchedulerReadsIsPartitionedByPool() {
        assertThat(List.of(
                        Topics.JOB_REQUESTS,
                        Topics.JOB_CANCELLATIONS,
                        Topics.RUNNER_HEARTBEATS,
                        Topics.JOB_RESULTS,
                        Topics.JOB_EVENTS))
                .allSatisfy(topic -> {
                    assertThat(topic.partitioning()).isEqualTo(Partitioning.BY_POOL);
                    assertThat(topic.partitions(32)).isEqualTo(32);
                });
        assertThat(Topics.JOB_ASSIGNMENTS.partitions(32)).isEqualTo(128);
    }

    @Test
    void theLogIsNeverCompacted() {
        assertThat(Topics.JOB_EVENTS.config()).containsEntry("cleanup.policy", "delete");
    }

    @Test
    void deadLettersTakeWhatAnyTopicTook() {
        assertThat(Topics.DEAD_LETTERS_CONFIG).containsEntry("max.message.bytes", "2097152");
    }

    @Test
    void subjectsAreTheConfluentClientsDefault() {
        assertThat(Topics.JOB_EVENTS.subject()).isEqualTo("ci.job.events-value");
    }
}
