// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.check.verdict.Violation;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps to the promises, and what cannot be judged, is not held against anyone. */
class HistoryTest {
    private static final Seat ONE = Seat.of("one");
    private static final Seat TWO = Seat.of("two");
    private static final Seat THREE = Seat.of("three");

    /**
     * Every kind of fact about jobs: a need, a lost runner, a result for the infrastructure, a refusal; and a drain.
     */
    static Told story() {
        return new Told()
                .joined(ONE, 2, "linux")
                .joined(TWO, 1)
                .joined(THREE, 1)
                .drained(THREE)
                .requested(
                        job("build").setLabels(List.of("linux")),
                        job("test").setNeeds(List.of("build")),
                        job("other").setPriority(9))
                .granted("other", ONE)
                .granted("build", ONE)
                .accepted("other", ONE)
                .accepted("build", ONE)
                .result("build", ONE, Outcome.SUCCEEDED)
                .resultAccepted("build", ONE, Outcome.SUCCEEDED)
                .leaseEnded("build", ONE, LeaseEndReason.RESULT)
                .settled("build", Outcome.SUCCEEDED)
                .queued("test", false, 0)
                .granted("test", TWO)
                .accepted("test", TWO)
                .resulted("test", TWO, Outcome.FAILED)
                .expired("other", ONE)
                .queued("other", true, 1)
                .granted("other", TWO.attempt(2))
                .accepted("other", TWO.attempt(2))
                .resulted("other", TWO.attempt(2), Outcome.SUCCEEDED)
                .result("other", ONE, Outcome.FAILED)
                .lease(JobEventType.RESULT_REFUSED, "other", ONE, event -> event)
                .refused(job("bad").setPriority(99))
                .requested(job("unwanted"))
                .cancelled("unwanted")
                .settled("unwanted", Outcome.CANCELLED);
    }

    @Test
    void aCorrectHistoryHolds() {
        History history = story().end();

        Verdict verdict = history.check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(history.tally.outcomes())
                .containsEntry(Outcome.SUCCEEDED, 2L)
                .containsEntry(Outcome.FAILED, 1L)
                .containsEntry(Outcome.REFUSED, 1L);
        assertThat(history.tally.leaseEnds()).containsEntry(LeaseEndReason.EXPIRED, 1L);
        assertThat(history.tally.of(Counted.ATTEMPTS)).isEqualTo(4);
        assertThat(verdict.score(Rule.ACCEPTANCE).tested()).isEqualTo(4);
        assertThat(verdict.score(Rule.EXPIRY).tested()).isEqualTo(1);
        assertThat(verdict.score(Rule.ORDER).tested()).isEqualTo(4);
    }

    @Test
    void everyRuleOfTheLogIsTestedByIt() {
        Verdict verdict = story().end().check();

        assertThat(verdict.scores().entrySet().stream()
                        .filter(score -> score.getValue().tested() == 0)
                        .map(score -> score.getKey()))
                .containsExactlyInAnyOrder(Rule.STATUS_REVISION, Rule.STATUS_AGREES, Rule.COMPLETE);
    }

    @Test
    void aDrainedRunnerKeepsWhatItWasGrantedBeforeAndItsNextSessionTakesWork() {
        Told told = new Told()
                .requested(job("a"), job("b"))
                .joined(ONE, 1)
                .granted("a", ONE)
                .drained(ONE)
                .accepted("a", ONE)
                .resulted("a", ONE, Outcome.SUCCEEDED)
                .runner(JobEventType.RUNNER_LEFT, ONE)
                .joined(ONE.session("one/2"), 1)
                .granted("b", ONE.session("one/2"));

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void whatWasGivenNothingForLongMayGoBeforeAHigherPriority() {
        Told told = new Told()
                .requested(job("a").setPriority(4))
                .after(Duration.ofMinutes(10))
                .requested(job("b"))
                .joined(ONE, 1)
                .granted("a", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void whatWasGivenNothingForLongNeedNotGoBeforeAHigherPriority() {
        Told told = new Told()
                .requested(job("a").setPriority(4))
                .after(Duration.ofMinutes(10))
                .requested(job("b"))
                .joined(ONE, 1)
                .granted("b", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void tenantsWithEqualSharesMayGoInAnyOrder() {
        Told told = new Told()
                .requested(job("a").setTenant("one"), job("b").setTenant("other"))
                .joined(ONE, 1)
                .granted("b", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aTenantMayHaveItsPartOfALimitInEachCellRoundedUp() {
        Told told = new Told()
                .policy(new TenantPolicy("acme", 1, 3, 3))
                .cells(2)
                .requested(job("a"), job("b"))
                .joined(ONE, 2)
                .granted("a", ONE)
                .granted("b", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aJobInTwoCellsIsFound() {
        History one = Planted.settled("a").end();
        History other = Planted.queued("a").end();

        assertThat(one.brokenBeside(other)).contains(Rule.ADMITTED_ONCE);
        assertThat(one.brokenBeside(Planted.queued("b").end())).isEmpty();
    }

    @Test
    void aTenantThatMayHaveNoMoreIsNotPassedOver() {
        Told told = new Told()
                .policy(new TenantPolicy("small", 1, 1, null))
                .requested(
                        job("a").setTenant("small").setPriority(9),
                        job("b").setTenant("small").setPriority(9),
                        job("c").setTenant("other"),
                        job("d").setTenant("other"))
                .joined(ONE, 3)
                .granted("a", ONE)
                .granted("c", ONE)
                .granted("d", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void aJobThatIsRefusedTakesNothingFromItsTenantsShare() {
        Told told = new Told()
                .joined(ONE, 4)
                .requested(job("a").setTenant("much"), job("b").setTenant("much"))
                .granted("a", ONE)
                .granted("b", ONE)
                .refused(job("x").setTenant("much"))
                .refused(job("y").setTenant("much"))
                .requested(job("c").setTenant("much"), job("d").setTenant("little"), job("e").setTenant("little"))
                .granted("d", ONE)
                .granted("e", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    @Test
    void whatATenantHadIsForgottenOnceTheOthersHaveCaughtUpWhateverItsWeightBecomes() {
        Told told = new Told()
                .policy(new TenantPolicy("away", 4, null, null))
                .joined(ONE, 4)
                .requested(
                        job("a").setTenant("away"),
                        job("b").setTenant("busy"),
                        job("c").setTenant("busy").setLabels(List.of("linux")))
                .granted("a", ONE)
                .accepted("a", ONE)
                .after(Duration.ofSeconds(2))
                .resulted("a", ONE, Outcome.SUCCEEDED)
                .granted("b", ONE)
                .accepted("b", ONE)
                .resulted("b", ONE, Outcome.SUCCEEDED)
                .requested(job("d").setTenant("newcomer"), job("e").setTenant("newcomer"))
                .granted("d", ONE)
                .accepted("d", ONE)
                .resulted("d", ONE, Outcome.SUCCEEDED)
                .policy(new TenantPolicy("away", 1, null, null))
                .requested(job("f").setTenant("away"))
                .granted("f", ONE);

        assertThat(told.end().broken()).isEmpty();
    }

    /** What tenants had before is not known. */
    @Test
    void sharesAreNotComparedInALogThatBeginsInTheMiddle() {
        Told told = new Told()
                .joined(ONE, 2)
                .requested(job("a").setTenant("much"), job("b").setTenant("much"), job("c").setTenant("little"))
                .granted("a", ONE)
                .granted("b", ONE);

        assertThat(told.end().from(1).broken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9, 11, 13, 15, 18, 20, 22, 24, 26, 27, 28})
    void aLogThatBeginsInTheMiddleHolds(int fact) {
        History history = story().end().from(fact);

        assertThat(history.check().violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9, 11, 13, 15, 18, 20, 22, 24, 26, 27, 28})
    void aLogThatIsCutOffHolds(int fact) {
        History history = story().end().to(fact);

        assertThat(history.check().violations()).isEmpty();
    }

    @Test
    void jobsThatBeganBeforeAreCounted() {
        History history = story().end().from(10);

        history.check();

        assertThat(history.tally.of(Counted.JOBS_BEGAN_BEFORE)).isEqualTo(3);
    }

    @Test
    void inputsThatRetentionTookAreUnread() {
        History history = story().end()
                .withoutInputs(Topics.RUNNER_HEARTBEATS.name())
                .withoutInputs(Topics.JOB_RESULTS.name())
                .withoutInputs(Topics.JOB_CANCELLATIONS.name())
                .withoutInputs(Topics.RUNNER_DRAINS.name())
                .withoutInputs(Topics.JOB_REQUESTS.name());

        Verdict verdict = history.check();

        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.score(Rule.CANCELLATION).unread()).isEqualTo(1);
        assertThat(verdict.score(Rule.ACCEPTANCE).unread()).isEqualTo(4);
        assertThat(verdict.score(Rule.EXPIRY).unread()).isEqualTo(1);
        assertThat(history.tally.of(Counted.INPUTS_UNREAD)).isEqualTo(history.facts.size());
    }

    @Test
    void whatIsLeftAtTheEndIsUnderWayAndPending() {
        History history = new Told()
                .requested(job("a"))
                .request(List.of(job("b").build()))
                .end();

        assertThat(history.check().violations()).isEmpty();
        assertThat(history.tally.of(Counted.JOBS_UNDER_WAY)).isEqualTo(1);
        assertThat(history.tally.of(Counted.REQUESTS_PENDING)).isEqualTo(1);
    }

    @Test
    void aRequestThatCameTwiceIsAnswered() {
        History history = new Told()
                .requested(job("a"))
                .request(List.of(job("a").build()))
                .requested(job("b"))
                .end();

        assertThat(history.check().violations()).isEmpty();
    }

    @Test
    void aRequestAmongTheDeadLettersIsAnswered() {
        History history = new Told()
                .requested(job("a"))
                .request(List.of(job("bad").build()))
                .requested(job("b"))
                .end();
        history.setAside.add(1L);

        assertThat(history.check().violations()).isEmpty();
    }

    @Test
    void aRenewedLeaseMayExpireLaterOnly() {
        History history = new Told()
                .joined(ONE, 1)
                .requested(job("a"))
                .granted("a", ONE)
                .accepted("a", ONE)
                .after(Duration.ofSeconds(10))
                .heartbeat(ONE, "a")
                .expired("a", ONE)
                .queued("a", true, 1)
                .end();

        assertThat(history.check().violations()).isEmpty();
    }

    @Test
    void moreJobsThanMayBeRememberedAreForgottenAndNotJudged() {
        Told told = new Told().joined(ONE, 1);
        for (int i = 0; i < 100; i++) {
            String id = "job-" + i;
            told.requested(job(id)).granted(id, ONE).accepted(id, ONE).resulted(id, ONE, Outcome.SUCCEEDED);
        }
        told.lease(JobEventType.RESULT_REFUSED, "job-0", ONE, event -> event).requested(job("job-1"));

        assertThat(told.end().jobsMax(20).check().violations()).isEmpty();
    }

    @Test
    void aViolationNamesTheRecordsThatShowIt() {
        List<Violation> violations = story().result("other", TWO.attempt(2), Outcome.SUCCEEDED)
                .settled("other", Outcome.SUCCEEDED)
                .end()
                .check()
                .violations();

        assertThat(violations).singleElement().satisfies(violation -> {
            assertThat(violation.rule()).isEqualTo(Rule.SETTLED_ONCE);
            assertThat(violation.toString())
                    .contains("job other, which has settled", "ci.job.events-0@", "ci.job.results-0@4");
        });
    }
}
