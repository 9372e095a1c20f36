// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import static io.jobstream.streams.scheduling.simulation.PlantedBug.decision;
import static io.jobstream.streams.scheduling.simulation.PlantedBug.session;
import static io.jobstream.streams.scheduling.simulation.PlantedBug.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves that the simulation bites: each bug, planted into the sources that ship, breaks a rule by its name. */
class PlantedBugsTest {
    private static final int SEEDS_MAX = 60;

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                        inTime(),
                        inLeases(),
                        inTurns(),
                        inPolicies(),
                        inShares(),
                        inRetries(),
                        inSessions(),
                        inDrains(),
                        inState(),
                        PlantedInPipelines.all(),
                        PlantedInResources.all())
                .flatMap(bugs -> bugs);
    }

    private static Stream<PlantedBug> inTime() {
        return Stream.of(
                decision(
                        "expiry by the clock of heartbeats",
                        "Expiry",
                        "passed(view.ticked())",
                        "passed(view.now())",
                        Rule.NOT_BEFORE_ITS_TIME),
                decision(
                        "no clock margin",
                        "Expiry",
                        ".minus(policy.clockMargin())",
                        "",
                        Rule.NOT_BEFORE_ITS_TIME,
                        Rule.EXECUTION_ENDS_FIRST),
                decision(
                        "no grace after a gap",
                        "Scheduler",
                        "tick.stamp().plus(policy.lease())",
                        "tick.stamp()",
                        Rule.NOT_BEFORE_ITS_TIME),
                decision(
                        "acceptance after acceptBy counts",
                        "Heartbeats",
                        "listed && !reported.stamp().isAfter(lease.acceptBy())",
                        "listed",
                        Rule.ACCEPTED_IN_TIME));
    }

    private static Stream<PlantedBug> inLeases() {
        return Stream.of(
                decision(
                        "slot freed at revocation",
                        "Lease",
                        "return endedAt == null;",
                        "return endedAt == null && revoked == null;",
                        Rule.SLOTS),
                decision(
                        "result of a stale session counts",
                        "Results",
                        "!lease.session().equals(result.getSessionId())",
                        "false",
                        Rule.RESULT_OF_THE_LEASE),
                decision(
                        "result of a stale attempt counts",
                        "Results",
                        "lease == null || lease.attempt() != result.getAttempt()",
                        "lease == null",
                        Rule.RESULT_OF_THE_LEASE),
                decision(
                        "a lost job is granted as the same attempt",
                        "Dispatcher",
                        "job.attempts() + 1",
                        "Math.max(1, job.attempts())",
                        Rule.ATTEMPTS_GROW),
                decision(
                        "labels ignored",
                        "Labels",
                        "return (bits & required.bits) == required.bits && values.containsAll(required.values);",
                        "return true;",
                        Rule.GRANT_FITS));
    }

    private static Stream<PlantedBug> inTurns() {
        return Stream.of(
                decision(
                        "whatever its priority",
                        "Dispatcher",
                        "level.priority() + raised(level)",
                        "5 + raised(level)",
                        Rule.ORDER),
                decision(
                        "nothing is raised by waiting",
                        "Dispatcher",
                        "level.priority() + raised(level)",
                        "level.priority()",
                        Rule.ORDER,
                        Rule.FAIR_SHARE),
                decision(
                        "the youngest first",
                        "Job",
                        ".thenComparingLong(Job::position)",
                        ".thenComparingLong(job -> -job.position())",
                        Rule.ORDER),
                state(
                        "whatever is running",
                        "TenantShare",
                        "LEAST_FIRST = RUNNING.thenComparingLong(share -> share.account)",
                        "LEAST_FIRST = Comparator.<TenantShare>comparingLong(share -> share.account)",
                        Rule.FAIR_SHARE),
                state(
                        "whatever was taken",
                        "TenantShare",
                        "RUNNING.thenComparingLong(share -> share.account)",
                        "RUNNING",
                        Rule.FAIR_SHARE),
                state(
                        "whatever its weight",
                        "TenantShare",
                        "(long) a.counted * b.terms.weight(), (long) b.counted * a.terms.weight()",
                        "a.counted, b.counted",
                        Rule.FAIR_SHARE));
    }

    private static Stream<PlantedBug> inPolicies() {
        return Stream.of(
                state(
                        "more slots than the tenant may have",
                        "TenantShare",
                        "ready > 0 && terms.allowsAnother(running)",
                        "ready > 0",
                        Rule.QUOTA),
                decision(
                        "more waiting jobs than the tenant may have",
                        "Room",
                        "most != null && queued + before + 1 > most",
                        "most != null && queued > most",
                        Rule.QUOTA),
                decision(
                        "only the strongest are looked at",
                        "Dispatcher",
                        "claims = strongest(pool, holds, claims.get(0).rank());\n        }",
                        "return List.of();\n        }",
                        Rule.NO_IDLE_RUNNER),
                state(
                        "policies are not stored",
                        "StoredTenants",
                        "        index.put(tenant, terms);\n",
                        "        index.put(tenant, terms);\n        if (!tenant.isEmpty()) { return; }\n",
                        Rule.REPLAY,
                        Rule.QUOTA,
                        Rule.FAIR_SHARE,
                        Rule.NO_IDLE_RUNNER));
    }

    private static Stream<PlantedBug> inShares() {
        return Stream.of(
                state(
                        "who comes back has saved up",
                        "Shares",
                        "raise(share, virtualTime);",
                        "raise(share, 0);",
                        Rule.FAIR_SHARE),
                state(
                        "who waits saves up",
                        "Shares",
                        "raise(share, virtualTime - micros(limits.creditMax()));",
                        "",
                        Rule.FAIR_SHARE),
                state(
                        "debts have no bound",
                        "Shares",
                        "Math.min(account, most)",
                        "account",
                        Rule.FAIR_SHARE,
                        Rule.REPLAY),
                state(
                        "slot-time is not by weight",
                        "Shares",
                        "micros(slotTime) / share.terms.weight()",
                        "micros(slotTime)",
                        Rule.FAIR_SHARE),
                state(
                        "virtual times are not stored",
                        "StoredShares",
                        "index.changedShares().virtualTimes().forEach(this::storeVirtualTime);",
                        "",
                        Rule.FAIR_SHARE,
                        Rule.REPLAY),
                state(
                        "accounts are not stored",
                        "StoredShares",
                        "index.changedShares().accounts().forEach(this::store);",
                        "",
                        Rule.FAIR_SHARE,
                        Rule.REPLAY));
    }

    private static Stream<PlantedBug> inRetries() {
        return Stream.of(
                decision(
                        "tried again after any exit status",
                        "RetryTerms",
                        "(exitCode != null && exitCodes.contains(exitCode))",
                        "exitCode != null",
                        Rule.RETRY),
                decision(
                        "lost jobs are tried again whatever they ask for",
                        "RetryTerms",
                        "causes.contains(cause)",
                        "cause == Cause.RUNNER_LOST",
                        Rule.RETRY),
                decision(
                        "given again after its time",
                        "Decision",
                        "if (job.mayBegin(now)) {",
                        "if (!job.cancelRequested()) {",
                        Rule.RETRY),
                decision("the delay does not grow", "RetryTerms", "delay.multipliedBy(2)", "delay", Rule.RETRY),
                decision(
                        "tried again before the delay is over",
                        "Expiry",
                        "view.due(JobDeadline.Kind.DELAY, ticked, DUE_MAX)",
                        "view.due(JobDeadline.Kind.DELAY, ticked.plusSeconds(60), DUE_MAX)",
                        Rule.RETRY),
                decision(
                        "tried again although an attempt could not begin in time",
                        "Job",
                        "&& mayBegin(now.plus(terms.retry().delayAfter(lost)))",
                        "",
                        Rule.RETRY),
                decision(
                        "given up before its time",
                        "Job",
                        "plusMillis(within)",
                        "plusMillis(within / 2)",
                        Rule.NOT_BEFORE_ITS_TIME,
                        Rule.RETRY),
                state(
                        "delays are not stored",
                        "StoredFormat",
                        "job.delayedUntil()));",
                        "null));",
                        Rule.RETRY,
                        Rule.NO_IDLE_RUNNER,
                        Rule.REPLAY));
    }

    private static Stream<PlantedBug> inSessions() {
        return Stream.of(
                decision(
                        "a superseded session comes back",
                        "Runner",
                        "!session.equals(other) && !superseded.contains(other)",
                        "!session.equals(other)",
                        Rule.SUPERSEDED_FOR_GOOD),
                decision(
                        "leases of a superseded session end at once",
                        "Heartbeats",
                        "lease.session().equals(report.getEndedSession()) && lease.takesSlot()",
                        "lease.takesSlot()",
                        Rule.EXECUTION_ENDS_FIRST,
                        Rule.NO_OVERLAP),
                decision(
                        "heartbeats of a superseded session renew nothing",
                        "Heartbeats",
                        "lease.session().equals(reported.report().getSessionId())",
                        "lease.session().equals(view.runner(runner).orElseThrow().session())",
                        Rule.EXECUTION_ENDS_FIRST,
                        Rule.NO_OVERLAP,
                        Rule.NOT_BEFORE_ITS_TIME),
                decision("a deaf runner gets grants", "Runner", " && deafTo == null;", ";", Rule.GRANT_FITS),
                decision(
                        "a draining runner gets grants",
                        "Runner",
                        " && phase == RunnerPhase.READY",
                        "",
                        Rule.GRANT_FITS),
                session(
                        "a job starts before its acceptance is acknowledged",
                        "SessionCore",
                        "held.put(id, new HeldAttempt(id, acceptBy, lease));",
                        "HeldAttempt early = new HeldAttempt(id, acceptBy, lease);"
                                + "early.start(lastSentAt + lease.toNanos()); held.put(id, early);"
                                + "actions.add(new Start(id, early.deadline()));",
                        Rule.START_AFTER_ACCEPTANCE),
                session(
                        "a late acknowledgement starts it anyway",
                        "HeldAttempt",
                        "return stamp.isAfter(acceptBy);",
                        "return false;",
                        Rule.START_AFTER_ACCEPTANCE));
    }

    private static Stream<PlantedBug> inDrains() {
        return Stream.of(
                decision("a drained runner gets grants", "Runner", " && !drained", "", Rule.GRANT_FITS),
                decision(
                        "a drain is not counted among the assignments",
                        "Drains",
                        "runner.sequence() + 1",
                        "runner.sequence()",
                        Rule.DRAINED_LEAVES,
                        Rule.EVERYTHING_SETTLES),
                session(
                        "a drained session does not drain",
                        "SessionCore",
                        "            beat();\n            startDraining();",
                        "            beat();",
                        Rule.DRAINED_LEAVES,
                        Rule.EVERYTHING_SETTLES),
                state(
                        "drains are not stored",
                        "StoredFormat",
                        "stored.getDrained()",
                        "false",
                        Rule.GRANT_FITS,
                        Rule.NO_IDLE_RUNNER,
                        Rule.REPLAY));
    }

    private static Stream<PlantedBug> inState() {
        return Stream.of(
                state(
                        "settled jobs are forgotten at once",
                        "SettledJobs",
                        "return storage.get(BY_ID + id.value()) != null;",
                        "return false;",
                        Rule.SETTLED_ONCE),
                state(
                        "not built anew after an abort",
                        "SchedulingState",
                        "    public void rebuild() {\n",
                        "    public void rebuild() {\n        if (nextPosition > 0) { return; }\n",
                        Rule.DECIDED_ONCE,
                        Rule.SETTLED_ONCE,
                        Rule.GRANT_FITS,
                        Rule.ONE_LIVE_LEASE,
                        Rule.ORDER,
                        Rule.NO_IDLE_RUNNER,
                        Rule.EVERYTHING_SETTLES,
                        Rule.NO_FAILURE,
                        Rule.REPLAY),
                state(
                        "offsets that are read again are decided again",
                        "SchedulingState",
                        "return offset < nextOffsets.getOrDefault(topic, 0L);",
                        "return false;",
                        Rule.DECIDED_ONCE));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void breaksARuleByItsName(PlantedBug bug) throws Exception {
        LongFunction<String> simulation = Planting.simulationWith(bug);

        assertThat(firstFailure(simulation))
                .isIn(bug.rules().stream().map(Rule::name).toArray());
    }

    @Test
    void nothingBreaksWithoutABug() throws Exception {
        PlantedBug none = decision("none", "Expiry", "passed(view.ticked())", "passed(view.ticked())");

        LongFunction<String> simulation = Planting.simulationWith(none);

        for (long seed = 0; seed < 5; seed++) {
            assertThat(simulation.apply(seed)).isEmpty();
        }
    }

    private static String firstFailure(LongFunction<String> simulation) {
        for (long seed = 0; seed < SEEDS_MAX; seed++) {
            String answer = simulation.apply(seed);
            if (!answer.isEmpty()) {
                return answer.substring(0, answer.indexOf('\n'));
            }
        }
        return "nothing found in " + SEEDS_MAX + " seeds";
    }
}
