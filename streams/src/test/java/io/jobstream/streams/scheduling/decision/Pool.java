// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.streams.scheduling.state.InMemoryStorage;
import io.jobstream.streams.scheduling.state.SchedulingState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A pool whose scheduler is told one thing after another; times are seconds after its first tick. */
final class Pool {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String NAME = "blue";
    static final RunnerId RUNNER = new RunnerId(NAME, "r");

    final SchedulingState state;
    private final Scheduler scheduler;
    private double ranUntil;

    Pool() {
        this(PoolLimits.DEFAULT);
    }

    Pool(PoolLimits limits) {
        SchedulingPolicy policy = SchedulingPolicy.DEFAULT.with(limits);
        state = new SchedulingState(new InMemoryStorage(), policy);
        scheduler = new Scheduler(state, policy);
        tick(0);
    }

    static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1_000));
    }

    List<Fact> tell(Input input) {
        List<Fact> facts = new ArrayList<>();
        List<Fact> next = scheduler.decide(input);
        while (!next.isEmpty()) {
            next.forEach(state::apply);
            facts.addAll(next);
            next = scheduler.proceed(List.of(NAME));
        }
        return facts.stream().filter(fact -> !(fact instanceof Fact.Internal)).toList();
    }

    List<Fact> tick(double seconds) {
        return tell(new Input.Ticked(at(seconds)));
    }

    /** Ticks each second after {@code from}, until {@code to}. */
    List<Fact> ticks(int from, int to) {
        List<Fact> facts = new ArrayList<>();
        for (int second = from + 1; second <= to; second++) {
            facts.addAll(tick(second));
        }
        return facts;
    }

    List<Fact> request(String job, String... needs) {
        return request(spec(job, needs));
    }

    List<Fact> request(JobSpec.Builder... specs) {
        List<RequestedJob> jobs = Arrays.stream(specs)
                .map(spec -> new RequestedJob(spec.build(), ByteBuffer.allocate(0)))
                .toList();
        return tell(new Input.JobsRequested(
                new JobRequest("request", NAME, START, RequestSource.API, null, jobs, null), 1_000));
    }

    static JobSpec.Builder spec(String job, String... needs) {
        return JobSpec.newBuilder().setJobId(job).setName(job).setTenant("acme").setNeeds(List.of(needs));
    }

    List<Fact> cancel(String job) {
        return cancel(CancelTarget.job(NAME, new JobId(job)));
    }

    List<Fact> cancel(CancelTarget target) {
        return tell(new Input.CancellationRequested(target, at(0)));
    }

    static CancelTarget pipeline(String id) {
        return CancelTarget.pipeline(NAME, id);
    }

    /** Of runner r; null for the session that it is in. */
    List<Fact> drain(@Nullable String session) {
        return tell(new Input.DrainRequested(RUNNER, session, "enough"));
    }

    List<Fact> beat(double seconds, String session, long read, String... held) {
        return beat(seconds, report(session, read, held));
    }

    List<Fact> beat(double seconds, RunnerReport.Builder report) {
        return tell(new Input.RunnerReported(report.build(), at(seconds)));
    }

    /** A report of runner r, which has one slot; {@code held} are jobs' ids, a slash, and the attempt. */
    static RunnerReport.Builder report(String session, long read, String... held) {
        List<HeldAttempt> attempts = Arrays.stream(held)
                .map(attempt -> attempt.split("/", -1))
                .map(parts -> new HeldAttempt(
                        parts[0], Integer.parseInt(parts[1]), AttemptPhase.ACCEPTED, new ResourceUse(0L, 0L, 0L)))
                .toList();
        return RunnerReport.newBuilder()
                .setPool(NAME)
                .setRunnerId("r")
                .setSessionId(session)
                .setLabels(List.of())
                .setSlots(1)
                .setPhase(RunnerPhase.READY)
                .setAssignmentsRead(read)
                .setAttempts(attempts);
    }

    List<Fact> result(String session, String job, int attempt, Outcome outcome) {
        return tell(new Input.ResultReported(
                resultOf(session, job, attempt).setOutcome(outcome).build()));
    }

    /** Its script failed with this exit status. */
    List<Fact> failure(String session, String job, int attempt, int exitCode) {
        return failure(session, job, attempt, Cause.SCRIPT, exitCode);
    }

    List<Fact> failure(String session, String job, int attempt, Cause cause, int exitCode) {
        return tell(new Input.ResultReported(resultOf(session, job, attempt)
                .setOutcome(Outcome.FAILED)
                .setCause(cause)
                .setExitCode(exitCode)
                .build()));
    }

    private static JobResult.Builder resultOf(String session, String job, int attempt) {
        return JobResult.newBuilder()
                .setPool(NAME)
                .setJobId(job)
                .setAttempt(attempt)
                .setRunnerId("r")
                .setSessionId(session)
                .setOutcome(Outcome.UNKNOWN)
                .setEndedAt(START)
                .setUse(new ResourceUse(0L, 0L, 0L));
    }

    /** What runner r is given, when it runs each job for so many seconds. */
    List<String> runOneAfterAnother(int count, ToDoubleFunction<String> seconds) {
        List<String> ran = new ArrayList<>();
        double now = ranUntil;
        beat(now, "s", 0);
        for (int run = 0; run < count; run++) {
            Job job = state.leasedBy(RUNNER).get(0);
            Lease lease = job.leaseOrThrow();
            String attempt = job.id().value() + "/" + lease.attempt();
            beat(now, "s", lease.sequence(), attempt);
            now += seconds.applyAsDouble(job.id().value());
            beat(now, "s", lease.sequence(), attempt);
            result("s", job.id().value(), lease.attempt(), Outcome.SUCCEEDED);
            ran.add(job.id().value());
        }
        ranUntil = now;
        return ran;
    }
}
