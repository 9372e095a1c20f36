// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.ApplicationDriver;
import io.jobstream.streams.testing.Facts;
import io.jobstream.streams.testing.Observations;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsApplicationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String MINUTE_KEY = "acme/acme%2Fshop/main/build/pool/60/2026-01-01T12%3A00%3A00Z";

    private final Facts facts = new Facts("pool");

    @TempDir
    private Path state;

    private ApplicationDriver driver;

    @BeforeEach
    void start() {
        driver = new ApplicationDriver(new MetricsApplication(), state);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void countsASettledJobInItsMinuteAndItsHour() {
        life(Facts.job("a").build(), Outcome.SUCCEEDED);
        life(Facts.job("b").build(), Outcome.FAILED);
        driver.advance(SECOND);

        List<JobMetrics> stated = driver.read(Topics.JOB_METRICS);
        assertThat(stated).extracting(JobMetrics::getWindowMillis).containsExactlyInAnyOrder(60_000L, 3_600_000L);
        assertThat(stated).allSatisfy(window -> {
            assertThat(window.getWindowStart()).isEqualTo(Facts.NOON);
            assertThat(window.getJobs()).isEqualTo(2);
            assertThat(window.getOutcomes()).isEqualTo(Map.of("SUCCEEDED", 1L, "FAILED", 1L));
            assertThat(window.getCauses()).isEqualTo(Map.of("SCRIPT", 1L));
            assertThat(window.getCpuMillis()).isEqualTo(500);
            assertThat(sketch(window.getRunMillis()).getQuantile(0.5)).isCloseTo(1_000, within(1.0));
            assertThat(sketch(window.getQueueMillis()).getN()).isEqualTo(2);
        });
    }

    @Test
    void writesUnderAStableKey() {
        life(Facts.job("a").build(), Outcome.SUCCEEDED);
        driver.advance(SECOND);

        assertThat(driver.readBytes(Topics.JOB_METRICS.name()))
                .extracting(record -> record.key())
                .contains(MINUTE_KEY);
    }

    @Test
    void statesAChangedWindowOnceASecondAndAnUnchangedOneNever() {
        life(Facts.job("a").build(), Outcome.SUCCEEDED);
        life(Facts.job("b").build(), Outcome.SUCCEEDED);
        assertThat(driver.read(Topics.JOB_METRICS)).isEmpty();
        driver.advance(SECOND);
        assertThat(driver.read(Topics.JOB_METRICS)).hasSize(2);

        driver.advance(SECOND);
        assertThat(driver.read(Topics.JOB_METRICS)).isEmpty();
    }

    @Test
    void countsAFactThatIsRepeatedOnce() {
        List<JobEvent> life = facts.life(Facts.job("a").build(), Outcome.SUCCEEDED);
        life.forEach(this::pipe);
        pipe(life.get(life.size() - 1));
        driver.advance(SECOND);

        assertThat(driver.read(Topics.JOB_METRICS))
                .allSatisfy(window -> assertThat(window.getJobs()).isEqualTo(1));
    }

    @Test
    void countsJobsThatRunElsewhereOnceInAPoolOfTheirOwn() {
        Observations job = new Observations("o1", "build", Facts.NOON.minusSeconds(120));
        for (JobObservation seen :
                List.of(job.finished(Outcome.FAILED), job.queued(), job.running(), job.finished(Outcome.FAILED))) {
            driver.pipe(Topics.JOB_OBSERVATIONS, seen, Facts.NOON);
        }
        driver.advance(SECOND);

        assertThat(driver.read(Topics.JOB_METRICS)).hasSize(2).allSatisfy(window -> {
            assertThat(window.getDimensions().getPool()).isEqualTo("observed:github");
            assertThat(window.getJobs()).isEqualTo(1);
            assertThat(window.getOutcomes()).isEqualTo(Map.of("FAILED", 1L));
            assertThat(sketch(window.getQueueMillis()).getQuantile(0.5)).isCloseTo(15_000, within(1.0));
            assertThat(sketch(window.getRunMillis()).getQuantile(0.5)).isCloseTo(60_000, within(1.0));
        });
    }

    @Test
    void countsTimeInTheQueueFromTheLastTimeItWaited() {
        pipe(facts.admitted(Facts.job("a").build()), facts.queued("a", false));
        facts.later(Duration.ofSeconds(4));
        pipe(facts.granted("a", 1, "r1"), facts.accepted("a", 1, "r1"));
        facts.later(Duration.ofSeconds(15));
        pipe(facts.leaseEnded("a", 1, "r1", LeaseEndReason.EXPIRED), facts.queued("a", true));
        facts.later(Duration.ofSeconds(2));
        pipe(facts.granted("a", 2, "r2"), facts.accepted("a", 2, "r2"));
        facts.ending("a", 2, "r2", Outcome.SUCCEEDED).forEach(this::pipe);
        driver.advance(SECOND);

        JobMetrics window = driver.read(Topics.JOB_METRICS).get(0);
        assertThat(window.getAttemptsLost()).isEqualTo(1);
        assertThat(sketch(window.getQueueMillis()).getQuantile(0.5)).isCloseTo(2_000, within(1.0));
    }

    @Test
    void countsAnAttemptThatFailedAndWasTriedAgainAsOneThatDidNotSettle() {
        pipe(facts.admitted(Facts.job("a").build()), facts.queued("a", false));
        pipe(facts.granted("a", 1, "r1"), facts.accepted("a", 1, "r1"));
        facts.later(Duration.ofSeconds(9));
        pipe(facts.failed("a", 1, "r1"), facts.delayed("a", Duration.ofSeconds(30)));
        facts.later(Duration.ofSeconds(30));
        pipe(facts.queued("a", true), facts.granted("a", 2, "r2"), facts.accepted("a", 2, "r2"));
        facts.later(SECOND);
        facts.ending("a", 2, "r2", Outcome.SUCCEEDED).forEach(this::pipe);
        driver.advance(SECOND);

        JobMetrics window = driver.read(Topics.JOB_METRICS).get(0);
        assertThat(window.getAttemptsLost()).isEqualTo(1);
        assertThat(window.getOutcomes()).isEqualTo(Map.of("SUCCEEDED", 1L));
        assertThat(window.getCauses()).isEmpty();
        assertThat(window.getCpuMillis()).isEqualTo(500);
        assertThat(sketch(window.getRunMillis()).getN()).isEqualTo(1);
        assertThat(sketch(window.getRunMillis()).getQuantile(0.5)).isCloseTo(1_000, within(1.0));
        assertThat(sketch(window.getQueueMillis()).getQuantile(0.5)).isCloseTo(0, within(1.0));
    }

    /** Nor is what it ran for that of the attempt that settled the job: none did. */
    @Test
    void countsNoTimeOfAnAttemptThatWasToBeTriedAgain() {
        pipe(facts.admitted(Facts.job("a").build()), facts.queued("a", false));
        pipe(facts.granted("a", 1, "r1"), facts.accepted("a", 1, "r1"));
        facts.later(SECOND);
        pipe(facts.failed("a", 1, "r1"), facts.delayed("a", Duration.ofSeconds(30)));
        pipe(facts.settled("a", Outcome.TIMED_OUT, Cause.TIMEOUT));
        driver.advance(SECOND);

        JobMetrics window = driver.read(Topics.JOB_METRICS).get(0);
        assertThat(window.getOutcomes()).isEqualTo(Map.of("TIMED_OUT", 1L));
        assertThat(window.getAttemptsLost()).isEqualTo(1);
        assertThat(sketch(window.getRunMillis()).isEmpty()).isTrue();
    }

    @Test
    void countsARefusedJob() {
        pipe(facts.refused(Facts.job("a").build()));
        driver.advance(SECOND);

        assertThat(driver.read(Topics.JOB_METRICS)).allSatisfy(window -> {
            assertThat(window.getOutcomes()).isEqualTo(Map.of("REFUSED", 1L));
            assertThat(window.getCauses()).isEqualTo(Map.of(Cause.POLICY.name(), 1L));
            assertThat(sketch(window.getRunMillis()).isEmpty()).isTrue();
        });
    }

    @Test
    void forgetsAWindowADayAfterItsEnd() {
        life(Facts.job("a").build(), Outcome.SUCCEEDED);
        driver.advance(SECOND);
        assertThat(driver.storeSizes()).containsEntry("windows", 2).containsEntry("unstated", 0);

        facts.later(Duration.ofHours(26));
        life(Facts.job("b").build(), Outcome.SUCCEEDED);
        driver.advance(SECOND);

        assertThat(driver.storeSizes()).containsEntry("windows", 2).containsEntry("jobs", 0);
    }

    @Test
    void dropsWhatSettledInAWindowThatIsForgotten() {
        Facts late = new Facts("pool");
        facts.later(Duration.ofHours(26));
        life(Facts.job("b").build(), Outcome.SUCCEEDED);
        driver.advance(SECOND);
        driver.read(Topics.JOB_METRICS);

        late.life(Facts.job("a").build(), Outcome.SUCCEEDED).forEach(this::pipe);
        driver.advance(SECOND);

        assertThat(driver.read(Topics.JOB_METRICS)).isEmpty();
    }

    private void life(JobSpec spec, Outcome outcome) {
        facts.life(spec, outcome).forEach(this::pipe);
    }

    private void pipe(JobEvent... events) {
        for (JobEvent event : events) {
            driver.pipe(Topics.JOB_EVENTS, event, event.getAt());
        }
    }

    private static KllDoublesSketch sketch(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return KllDoublesSketch.heapify(Memory.wrap(copy));
    }
}
