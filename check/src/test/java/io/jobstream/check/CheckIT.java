// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import static io.jobstream.check.history.Told.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.check.history.Told;
import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.reading.UnreadableException;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Violation;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.topics.Topics;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A check reads the topics of a whole cluster: each test has one of its own. */
class CheckIT {
    private static final Seat ONE = Seat.of("one");
    private final TestCluster cluster = TestCluster.start();
    private final Told told = new Told(Instant.now())
            .joined(ONE, 1)
            .requested(job("a"))
            .granted("a", ONE)
            .accepted("a", ONE)
            .resulted("a", ONE, Outcome.SUCCEEDED);

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void readsWhatIsCommittedAndNothingElse() throws Exception {
        List<JobEvent> facts = told.facts();
        try (WrittenLog log = new WrittenLog(cluster.connection(), cluster.partitions())) {
            log.inputs(told);
            log.facts(facts.subList(0, 4), true);
            log.facts(List.of(facts.get(3), facts.get(3)), false);
            long settledBy = log.facts(facts.subList(4, facts.size()), true);
            log.status(settled(settledBy));
            log.facts(List.of(facts.get(3)), false);
        }
        List<Double> parts = new ArrayList<>();

        Report report = check(CheckOptions.DEFAULT.whenComplete(), (records, part) -> parts.add(part));

        assertThat(report.violations()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.settled()).isEqualTo(1);
        assertThat(report.attempts()).isEqualTo(1);
        assertThat(report.leaseEnds()).containsOnlyKeys(LeaseEndReason.RESULT);
        assertThat(report.count(Counted.INPUTS_UNREAD)).isZero();
        assertThat(report.score(Rule.STATUS_AGREES).tested()).isEqualTo(1);
        assertThat(report.records()).isEqualTo(facts.size() + 1 + 2 + 1 + 1);
        assertThat(ReportText.of(report)).anyMatch(line -> line.startsWith("It holds"));
    }

    @Test
    void readsFromAndToAnInstant() throws Exception {
        List<JobEvent> facts = told.facts();
        Instant between;
        try (WrittenLog log = new WrittenLog(cluster.connection(), cluster.partitions())) {
            log.inputs(told);
            log.facts(facts.subList(0, 4), true);
            between = afterThisMillisecond();
            log.facts(facts.subList(4, facts.size()), true);
        }

        Report after = check(options(between, null), Progress.NONE);
        Report before = check(options(null, between), Progress.NONE);

        assertThat(after.violations()).isEmpty();
        assertThat(after.count(Counted.JOBS_BEGAN_BEFORE)).isEqualTo(1);
        assertThat(after.settled()).isEqualTo(1);
        assertThat(before.violations()).isEmpty();
        assertThat(before.count(Counted.JOBS_UNDER_WAY)).isEqualTo(1);
        assertThat(before.settled()).isZero();
    }

    @Test
    void aViolationIsToldWithTheRecordsThatShowIt() throws Exception {
        told.granted("a", ONE.attempt(2));
        try (WrittenLog log = new WrittenLog(cluster.connection(), cluster.partitions())) {
            log.inputs(told);
            log.facts(told.facts(), true);
        }

        Report report = check(CheckOptions.DEFAULT, Progress.NONE);

        assertThat(report.holds()).isFalse();
        assertThat(report.violations()).extracting(Violation::rule).contains(Rule.SETTLED_ONCE);
        int partition = cluster.partitions().ofPool(Told.POOL);
        assertThat(report.violations().get(0).records())
                .extracting(Object::toString)
                .contains(
                        "ci.job.events-" + partition + "@" + (told.facts().size() - 1),
                        "ci.job.results-" + partition + "@0");
        assertThat(ReportText.of(report)).anyMatch(line -> line.startsWith("It does not hold"));
    }

    @Test
    void saysWhatCouldNotBeRead() throws Exception {
        try (WrittenLog log = new WrittenLog(cluster.connection(), cluster.partitions())) {
            log.inputs(told);
            log.facts(told.facts(), true);
        }
        cluster.stopRegistry();

        assertThatThrownBy(() -> check(CheckOptions.DEFAULT, Progress.NONE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("registry");

        try (Admin admin = cluster.connection().admin("test")) {
            admin.deleteTopics(List.of(Topics.JOB_RESULTS.name())).all().get();
        }

        assertThatThrownBy(() -> check(CheckOptions.DEFAULT, Progress.NONE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("does not have ci.job.results");
    }

    @Test
    void aBrokerThatIsAwayCouldNotBeRead() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        KafkaConnection nobody = new KafkaConnection("127.0.0.1:" + port, "http://127.0.0.1:" + port);

        assertThatThrownBy(() -> Check.run(nobody, CheckOptions.DEFAULT, Progress.NONE))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("Kafka");
    }

    private Report check(CheckOptions options, Progress progress) {
        return Check.run(cluster.connection(), options, progress);
    }

    private static CheckOptions options(@Nullable Instant from, @Nullable Instant to) {
        return new CheckOptions(from, to, false, 10, 100);
    }

    /** Stamps are whole milliseconds. */
    private static Instant afterThisMillisecond() {
        long begin = System.currentTimeMillis();
        while (System.currentTimeMillis() <= begin) {
            Thread.onSpinWait();
        }
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private static JobStatus settled(long offset) {
        return JobStatus.newBuilder()
                .setSpec(job("a").build())
                .setPool(Told.POOL)
                .setState(JobState.SETTLED)
                .setRevision(offset << 16)
                .setEventOffset(offset)
                .setAcceptedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .setOutcome(Outcome.SUCCEEDED)
                .setRequirementSet("")
                .setAttempts(List.of(AttemptStatus.newBuilder()
                        .setAttempt(1)
                        .setRunnerId(ONE.runner())
                        .setSessionId(ONE.session())
                        .setGrantedAt(Instant.EPOCH)
                        .setEndReason(LeaseEndReason.RESULT)
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .build()))
                .build();
    }
}
