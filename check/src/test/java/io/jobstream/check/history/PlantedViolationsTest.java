// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Planted.is;
import static io.jobstream.check.history.Planted.lost;
import static io.jobstream.check.history.Planted.queued;
import static io.jobstream.check.history.Planted.running;
import static io.jobstream.check.history.Planted.settled;
import static io.jobstream.check.history.Told.job;
import static io.jobstream.check.verdict.Rule.ADMITTED_ONCE;
import static io.jobstream.check.verdict.Rule.ATTEMPT_COUNT;
import static io.jobstream.check.verdict.Rule.COMPLETE;
import static io.jobstream.check.verdict.Rule.FIT;
import static io.jobstream.check.verdict.Rule.INPUT_ONCE;
import static io.jobstream.check.verdict.Rule.LOG_TIME;
import static io.jobstream.check.verdict.Rule.LOST_ATTEMPTS;
import static io.jobstream.check.verdict.Rule.ONE_LEASE;
import static io.jobstream.check.verdict.Rule.ORDER;
import static io.jobstream.check.verdict.Rule.OUTCOME;
import static io.jobstream.check.verdict.Rule.QUOTA;
import static io.jobstream.check.verdict.Rule.REQUEST_ANSWERED;
import static io.jobstream.check.verdict.Rule.SETTLED_ONCE;
import static io.jobstream.check.verdict.Rule.SLOTS;
import static io.jobstream.check.verdict.Rule.STATUS_AGREES;
import static io.jobstream.check.verdict.Rule.STATUS_REVISION;
import static io.jobstream.check.verdict.Rule.WELL_FORMED;
import static io.jobstream.schemas.Outcome.ABANDONED;
import static io.jobstream.schemas.Outcome.FAILED;
import static io.jobstream.schemas.Outcome.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerTerms;
import io.jobstream.schemas.Settlement;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check bites: each kind of violation, planted into a correct history, is found by the rule that names it. */
class PlantedViolationsTest {
    private static final Seat ONE = Seat.of("one");
    private static final Seat TWO = Seat.of("two");

    @ParameterizedTest
    @MethodSource("planted")
    void isFoundByItsRule(Planted planted) {
        Set<Rule> broken = planted.history().broken();

        assertThat(broken).contains(planted.rule());
    }

    @Test
    void everyRuleIsPlanted() {
        Set<Rule> rules = planted().map(Planted::rule).collect(Collectors.toSet());
        // Of StatusCheckerTest.
        rules.addAll(List.of(STATUS_REVISION, STATUS_AGREES));

        assertThat(rules).containsAll(EnumSet.allOf(Rule.class));
    }

    static Stream<Planted> planted() {
        return Stream.of(
                        log(),
                        grants(),
                        runners(),
                        PlantedDrains.all(),
                        order(),
                        turns(),
                        quotas(),
                        PlantedLeases.all(),
                        PlantedRetries.all(),
                        PlantedPipelines.all(),
                        PlantedResources.all(),
                        outcomes(),
                        requests())
                .flatMap(each -> each);
    }

    private static Stream<Planted> log() {
        return Stream.of(
                new Planted(
                        WELL_FORMED,
                        "without its payload",
                        queued("a").end().change(is(JobEventType.JOB_QUEUED), event -> event.put("queueing", null))),
                new Planted(
                        WELL_FORMED,
                        "failed without its result",
                        running("a")
                                .result("a", ONE, FAILED)
                                .leaseEnded("a", ONE, LeaseEndReason.FAILED)
                                .end()),
                new Planted(
                        WELL_FORMED,
                        "without its job",
                        queued("a").end().change(is(JobEventType.JOB_QUEUED), event -> event.put("jobId", null))),
                new Planted(
                        LOG_TIME,
                        "goes back",
                        HistoryTest.story()
                                .end()
                                .change(
                                        is(JobEventType.LEASE_ENDED),
                                        event -> event.put("at", event.getAt().minusSeconds(30)))),
                new Planted(
                        INPUT_ONCE,
                        "the same fact twice",
                        HistoryTest.story().end().change(is(JobEventType.JOB_QUEUED), event -> event.put("index", 0))),
                new Planted(
                        INPUT_ONCE,
                        "an earlier input again",
                        HistoryTest.story()
                                .end()
                                .change(
                                        is(JobEventType.LEASE_ACCEPTED),
                                        event -> event.getInput().put("offset", 1L))),
                Planted.of(ADMITTED_ONCE, "twice", queued("a").requested(job("a"))),
                Planted.of(ADMITTED_ONCE, "never", queued("a").granted("b", ONE)),
                new Planted(
                        ADMITTED_ONCE,
                        "not as requested",
                        queued("a")
                                .end()
                                .change(
                                        is(JobEventType.JOB_ADMITTED),
                                        event -> event.getAdmission().put("requestId", "another"))));
    }

    private static Stream<Planted> grants() {
        return Stream.of(
                Planted.of(ONE_LEASE, "two leases", running("a").granted("a", TWO.attempt(2))),
                Planted.of(ONE_LEASE, "queued while it runs", running("a").queued("a", true, 1)),
                Planted.of(ONE_LEASE, "settled while it runs", running("a").settled("a", ABANDONED)),
                Planted.of(ATTEMPT_COUNT, "begins with 2", queued("a").granted("a", ONE.attempt(2))),
                Planted.of(
                        ATTEMPT_COUNT, "1 again", lost("a").queued("a", true, 1).granted("a", TWO)),
                Planted.of(
                        SLOTS,
                        "one more than it has",
                        running("a").requested(job("b")).granted("b", ONE)));
    }

    private static Stream<Planted> runners() {
        RunnerTerms draining = new RunnerTerms(List.of(), 1, Map.of(), RunnerPhase.DRAINING, null);
        return Stream.of(
                Planted.of(FIT, "never joined", new Told().requested(job("a")).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "without the labels",
                        new Told()
                                .joined(ONE, 1, "linux")
                                .requested(job("a").setLabels(List.of("gpu", "linux")))
                                .granted("a", ONE)),
                Planted.of(FIT, "not its session", queued("a").granted("a", ONE.session("one/0"))),
                Planted.of(
                        FIT,
                        "superseded",
                        queued("a").joined(ONE.session("one/2"), 1).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "deaf",
                        queued("a").runner(JobEventType.RUNNER_DEAF, ONE).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "lost",
                        queued("a").runner(JobEventType.RUNNER_LOST, ONE).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "left",
                        queued("a").runner(JobEventType.RUNNER_LEFT, ONE).granted("a", ONE)),
                Planted.of(
                        FIT,
                        "draining",
                        queued("a")
                                .runner(JobEventType.RUNNER_CHANGED, ONE, draining)
                                .granted("a", ONE)));
    }

    private static Stream<Planted> order() {
        return Stream.of(
                Planted.of(
                        ORDER,
                        "before a higher priority",
                        new Told()
                                .joined(ONE, 2)
                                .requested(job("a"), job("b").setPriority(6))
                                .granted("a", ONE)),
                Planted.of(
                        ORDER,
                        "before an older one",
                        new Told()
                                .joined(ONE, 2, "linux")
                                .requested(job("a").setLabels(List.of("linux")), job("b"))
                                .granted("b", ONE)),
                Planted.of(
                        ORDER,
                        "before one that was lost",
                        new Told()
                                .joined(TWO, 1)
                                .requested(job("a"), job("b"))
                                .joined(ONE, 1)
                                .granted("a", TWO)
                                .after(Duration.ofSeconds(10))
                                .tick()
                                .leaseEnded("a", TWO, LeaseEndReason.NOT_ACCEPTED)
                                .queued("a", true, 0)
                                .granted("b", ONE)));
    }

    private static Stream<Planted> turns() {
        return Stream.of(
                Planted.of(
                        ORDER,
                        "of a tenant that has more",
                        new Told()
                                .requested(of("much", "a"), of("much", "b"), of("little", "c"))
                                .joined(ONE, 2)
                                .granted("a", ONE)
                                .granted("b", ONE)),
                Planted.of(
                        ORDER,
                        "of a tenant that had more",
                        new Told()
                                .requested(of("much", "a"), of("much", "b"), of("little", "c"))
                                .joined(ONE, 1)
                                .granted("a", ONE)
                                .accepted("a", ONE)
                                .resulted("a", ONE, SUCCEEDED)
                                .granted("b", ONE)),
                Planted.of(
                        ORDER,
                        "of a tenant that had more until it left",
                        new Told()
                                .requested(of("much", "a"), of("little", "c"))
                                .joined(ONE, 1)
                                .granted("a", ONE)
                                .accepted("a", ONE)
                                .resulted("a", ONE, SUCCEEDED)
                                .requested(of("much", "b"))
                                .granted("b", ONE)),
                Planted.of(
                        ORDER,
                        "raised too early",
                        new Told()
                                .requested(job("a").setPriority(4))
                                .after(Duration.ofSeconds(599))
                                .requested(job("b"))
                                .joined(ONE, 1)
                                .granted("a", ONE)),
                Planted.of(
                        ORDER,
                        "raised again too early",
                        new Told()
                                .requested(job("a").setPriority(4), job("b").setPriority(4))
                                .after(Duration.ofMinutes(10))
                                .requested(job("c"))
                                .joined(ONE, 2)
                                .granted("a", ONE)
                                .granted("b", ONE)));
    }

    private static Stream<Planted> quotas() {
        return Stream.of(
                Planted.of(
                        QUOTA,
                        "more slots than the tenant may have",
                        new Told()
                                .policy(new TenantPolicy("acme", 1, 1, null))
                                .requested(job("a"), job("b"))
                                .joined(ONE, 2)
                                .granted("a", ONE)
                                .granted("b", ONE)),
                Planted.of(
                        QUOTA,
                        "more waiting jobs than the tenant may have",
                        new Told().policy(new TenantPolicy("acme", 1, null, 1)).requested(job("a"), job("b"))),
                Planted.of(
                        QUOTA,
                        "more waiting jobs than the tenant may have in each of the cells",
                        new Told()
                                .policy(new TenantPolicy("acme", 1, null, 3))
                                .cells(2)
                                .requested(job("a"), job("b"), job("c"))),
                Planted.of(
                        QUOTA,
                        "more slots than the tenant may have in each of the cells",
                        new Told()
                                .policy(new TenantPolicy("acme", 1, 2, null))
                                .requested(job("a"), job("b"))
                                .joined(ONE, 2)
                                .granted("a", ONE)
                                .cells(2)
                                .granted("b", ONE)),
                Planted.of(
                        QUOTA,
                        "more waiting jobs than the tenant may have, after one was refused",
                        new Told()
                                .policy(new TenantPolicy("acme", 1, null, 1))
                                .requested(job("a"))
                                .refused(job("b"))
                                .requested(job("c"))),
                Planted.of(
                        ORDER,
                        "whatever its weight",
                        new Told()
                                .policy(new TenantPolicy("heavy", 3, null, null))
                                .requested(of("heavy", "a"), of("heavy", "b"), of("light", "c"), of("light", "d"))
                                .joined(ONE, 4)
                                .granted("a", ONE)
                                .granted("c", ONE)
                                .granted("d", ONE)));
    }

    private static JobSpec.Builder of(String tenant, String job) {
        return job(job).setTenant(tenant);
    }

    private static Stream<Planted> outcomes() {
        return Stream.of(
                Planted.of(SETTLED_ONCE, "twice", settled("a").settled("a", SUCCEEDED)),
                Planted.of(SETTLED_ONCE, "queued afterwards", settled("a").queued("a", false, 0)),
                Planted.of(SETTLED_ONCE, "refused afterwards", settled("a").refused(job("a"))),
                Planted.of(
                        OUTCOME,
                        "not the result's",
                        running("a")
                                .result("a", ONE, FAILED)
                                .resultAccepted("a", ONE, FAILED)
                                .leaseEnded("a", ONE, LeaseEndReason.RESULT)
                                .settled("a", SUCCEEDED)),
                Planted.of(OUTCOME, "success without a result", lost("a").settled("a", SUCCEEDED)),
                Planted.of(LOST_ATTEMPTS, "counted wrong", lost("a").queued("a", true, 0)));
    }

    private static Stream<Planted> requests() {
        return Stream.of(
                Planted.of(
                        REQUEST_ANSWERED,
                        "passed over",
                        queued("a").request(List.of(job("b").build())).requested(job("c"))),
                Planted.of(
                        REQUEST_ANSWERED,
                        "half of it",
                        new Told()
                                .request(List.of(job("a").build(), job("b").build()))
                                .fact(
                                        JobEventType.JOB_SETTLED,
                                        event -> event.setJobId("a")
                                                .setAdmission(
                                                        new Admission("request", event.getAt(), 0L, job("a").build()))
                                                .setSettlement(new Settlement(Outcome.REFUSED, null, "")))),
                Planted.of(
                        REQUEST_ANSWERED,
                        "unreadable and no dead letter",
                        queued("a")
                                .input(Topics.JOB_REQUESTS.name(), new JobResult())
                                .requested(job("c"))),
                new Planted(
                        COMPLETE, "a job without an outcome", running("a").end().complete()),
                new Planted(
                        COMPLETE,
                        "a request that is not decided",
                        settled("a").request(List.of(job("b").build())).end().complete()),
                new Planted(
                        COMPLETE, "a job without a status", settled("a").end().complete()));
    }
}
