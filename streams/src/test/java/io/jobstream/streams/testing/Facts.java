// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.testing;

import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Delay;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.LeaseTerms;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Queueing;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerTerms;
import io.jobstream.schemas.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the log of one pool, in the order in which the scheduler states facts. */
public final class Facts {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final String pool;
    private Instant now = NOON;

    public Facts(String pool) {
        this.pool = pool;
    }

    public Instant now() {
        return now;
    }

    public Facts later(Duration time) {
        now = now.plus(time);
        return this;
    }

    public static JobSpec.Builder job(String jobId) {
        return JobSpec.newBuilder()
                .setJobId(jobId)
                .setName("build")
                .setTenant("acme")
                .setRepository("acme/shop")
                .setBranch("main")
                .setCommit("c0ffee")
                .setLabels(List.of("linux"));
    }

    /** Runner r1 joins, takes the job, and it succeeds or fails a second after it was accepted. */
    public List<JobEvent> life(JobSpec spec, Outcome outcome) {
        String id = spec.getJobId();
        List<JobEvent> facts = new ArrayList<>(
                List.of(admitted(spec), queued(id, false), granted(id, 1, "r1"), accepted(id, 1, "r1")));
        later(Duration.ofSeconds(1));
        facts.addAll(ending(id, 1, "r1", outcome));
        return facts;
    }

    /** The result counts, the lease ends and the job is settled. */
    public List<JobEvent> ending(String jobId, int attempt, String runnerId, Outcome outcome) {
        return List.of(
                result(jobId, attempt, runnerId, outcome),
                leaseEnded(jobId, attempt, runnerId, LeaseEndReason.RESULT),
                settled(jobId, outcome, outcome == Outcome.SUCCEEDED ? null : Cause.SCRIPT));
    }

    public JobEvent admitted(JobSpec spec) {
        return about(JobEventType.JOB_ADMITTED, spec.getJobId())
                .setAdmission(admission(spec))
                .build();
    }

    public JobEvent queued(String jobId, boolean front) {
        return about(JobEventType.JOB_QUEUED, jobId)
                .setQueueing(new Queueing(front, front ? 1 : 0))
                .build();
    }

    public JobEvent granted(String jobId, int attempt, String runnerId) {
        return of(JobEventType.LEASE_GRANTED, jobId, attempt, runnerId)
                .setLease(new LeaseTerms(now.plusSeconds(7), 12_000L, 1L, 1))
                .build();
    }

    public JobEvent accepted(String jobId, int attempt, String runnerId) {
        return of(JobEventType.LEASE_ACCEPTED, jobId, attempt, runnerId).build();
    }

    public JobEvent attemptEnded(String jobId, int attempt, String runnerId) {
        return of(JobEventType.ATTEMPT_ENDED, jobId, attempt, runnerId).build();
    }

    public JobEvent result(String jobId, int attempt, String runnerId, Outcome outcome) {
        return of(JobEventType.RESULT_ACCEPTED, jobId, attempt, runnerId)
                .setResult(result(outcome))
                .build();
    }

    public JobEvent leaseEnded(String jobId, int attempt, String runnerId, LeaseEndReason reason) {
        return of(JobEventType.LEASE_ENDED, jobId, attempt, runnerId)
                .setLeaseEnd(new LeaseEnd(reason, null))
                .build();
    }

    /** The script failed, and another attempt follows. */
    public JobEvent failed(String jobId, int attempt, String runnerId) {
        return of(JobEventType.LEASE_ENDED, jobId, attempt, runnerId)
                .setLeaseEnd(new LeaseEnd(LeaseEndReason.FAILED, result(Outcome.FAILED)))
                .build();
    }

    public JobEvent delayed(String jobId, Duration delay) {
        return about(JobEventType.JOB_DELAYED, jobId)
                .setDelay(new Delay(now.plus(delay), 1))
                .build();
    }

    public JobEvent settled(String jobId, Outcome outcome, @Nullable Cause cause) {
        return about(JobEventType.JOB_SETTLED, jobId)
                .setSettlement(new Settlement(outcome, cause, ""))
                .build();
    }

    /** A job that the scheduler would not take. */
    public JobEvent refused(JobSpec spec) {
        return JobEvent.newBuilder(settled(spec.getJobId(), Outcome.REFUSED, Cause.POLICY))
                .setAdmission(admission(spec))
                .build();
    }

    public JobEvent joined(String runnerId, int slots, String... labels) {
        return ofRunner(JobEventType.RUNNER_JOINED, runnerId)
                .setRunner(RunnerTerms.newBuilder()
                        .setLabels(List.of(labels))
                        .setSlots(slots)
                        .setPhase(RunnerPhase.READY)
                        .build())
                .build();
    }

    public JobEvent joined(String runnerId, int slots, Map<String, Integer> resources) {
        return ofRunner(JobEventType.RUNNER_JOINED, runnerId)
                .setRunner(RunnerTerms.newBuilder()
                        .setLabels(List.of("linux"))
                        .setSlots(slots)
                        .setResources(resources)
                        .setPhase(RunnerPhase.READY)
                        .build())
                .build();
    }

    /** A fact about a runner that needs no payload. */
    public JobEvent runner(JobEventType type, String runnerId) {
        return ofRunner(type, runnerId).build();
    }

    /** A fact about a job that needs no payload. */
    public JobEvent fact(JobEventType type, String jobId) {
        return about(type, jobId).build();
    }

    public static String session(String runnerId) {
        return runnerId + "-session";
    }

    private AcceptedResult result(Outcome outcome) {
        boolean succeeded = outcome == Outcome.SUCCEEDED;
        return AcceptedResult.newBuilder()
                .setOutcome(outcome)
                .setCause(succeeded ? null : Cause.SCRIPT)
                .setExitCode(succeeded ? 0 : 2)
                .setStartedAt(now.minusMillis(900))
                .setEndedAt(now)
                .setUse(new ResourceUse(250L, 1_000L, 2_000L))
                .build();
    }

    private Admission admission(JobSpec spec) {
        return Admission.newBuilder()
                .setRequestId("request-" + spec.getJobId())
                .setAcceptedAt(now)
                .setPosition(1)
                .setSpec(spec)
                .build();
    }

    private JobEvent.Builder of(JobEventType type, String jobId, int attempt, String runnerId) {
        return about(type, jobId).setAttempt(attempt).setRunnerId(runnerId).setSessionId(session(runnerId));
    }

    private JobEvent.Builder ofRunner(JobEventType type, String runnerId) {
        return event(type).setRunnerId(runnerId).setSessionId(session(runnerId));
    }

    private JobEvent.Builder about(JobEventType type, String jobId) {
        return event(type).setJobId(jobId);
    }

    private JobEvent.Builder event(JobEventType type) {
        return JobEvent.newBuilder()
                .setType(type)
                .setPool(pool)
                .setAt(now)
                .setInput(new InputPosition("ci.runner.heartbeats", 0, 0L))
                .setIndex(0);
    }
}
