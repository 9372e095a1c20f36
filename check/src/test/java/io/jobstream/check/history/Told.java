// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.CancellationTerms;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Delay;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobCancellation;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.LeaseTerms;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.Queueing;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RevocationTerms;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.schemas.RunnerTerms;
import io.jobstream.schemas.Settlement;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells a history, step by step, as the scheduler would have written it. Each step is an input and what follows from
 * it; {@link #input} and {@link #fact} tell what no scheduler would.
 */
public final class Told {
    public static final String POOL = "pool";
    private static final Duration LEASE = Duration.ofSeconds(12);
    private static final Duration ACCEPT_WITHIN = Duration.ofSeconds(7);

    private final History history = new History();
    private Instant now;
    private InputPosition cause = new InputPosition("none", 0, 0L);
    private int index;
    private long position;

    Told() {
        this(Instant.parse("2026-03-01T12:00:00Z"));
    }

    public Told(Instant begin) {
        now = begin;
    }

    /** A job that is asked for. */
    public static JobSpec.Builder job(String id) {
        return JobSpec.newBuilder().setJobId(id).setName(id).setTenant("acme").setMaxAttempts(2);
    }

    History end() {
        return history;
    }

    /** The facts so far. */
    public List<JobEvent> facts() {
        return history.facts.stream().map(LoggedFact::event).toList();
    }

    /** The inputs of a topic so far. */
    public List<SpecificRecord> inputs(String topic) {
        return history.inputs.getOrDefault(topic, List.of()).stream()
                .map(InputRecord::value)
                .map(Objects::requireNonNull)
                .toList();
    }

    Told after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** Writes an input, which the following facts cite. */
    Told input(String topic, SpecificRecord value) {
        List<InputRecord> records = history.inputs.computeIfAbsent(topic, name -> new ArrayList<>());
        records.add(new InputRecord(new RecordPosition(topic, 0, records.size()), now, value));
        cause = new InputPosition(topic, 0, records.size() - 1L);
        index = 0;
        return this;
    }

    Told fact(JobEventType type, UnaryOperator<JobEvent.Builder> content) {
        JobEvent event = content.apply(JobEvent.newBuilder()
                        .setType(type)
                        .setPool(POOL)
                        .setAt(now)
                        .setInput(cause)
                        .setIndex(index++))
                .build();
        // Offsets have gaps.
        long offset = 2L * history.facts.size();
        history.facts.add(new LoggedFact(new RecordPosition(Topics.JOB_EVENTS.name(), 0, offset), now, event));
        return this;
    }

    Told tick() {
        return input(
                Topics.RUNNER_HEARTBEATS.name(),
                RunnerHeartbeat.newBuilder()
                        .setKind(HeartbeatKind.TICK)
                        .setSentAt(now)
                        .build());
    }

    public Told requested(JobSpec.Builder... jobs) {
        List<JobSpec> specs = Stream.of(jobs).map(JobSpec.Builder::build).toList();
        request(specs);
        specs.forEach(this::admitted);
        specs.stream().filter(spec -> spec.getNeeds().isEmpty()).forEach(spec -> queued(spec.getJobId(), false, 0));
        return this;
    }

    Told admitted(JobSpec spec) {
        return fact(
                JobEventType.JOB_ADMITTED,
                event -> event.setJobId(spec.getJobId()).setAdmission(new Admission("request", now, position++, spec)));
    }

    Told refused(JobSpec.Builder job) {
        JobSpec spec = job.build();
        request(List.of(spec));
        return fact(
                JobEventType.JOB_SETTLED,
                event -> event.setJobId(spec.getJobId())
                        .setAdmission(new Admission("request", now, position, spec))
                        .setSettlement(new Settlement(Outcome.REFUSED, null, "no")));
    }

    Told request(List<JobSpec> specs) {
        return input(
                Topics.JOB_REQUESTS.name(),
                JobRequest.newBuilder()
                        .setRequestId("request")
                        .setPool(POOL)
                        .setAcceptedAt(now)
                        .setSource(RequestSource.API)
                        .setJobs(specs.stream()
                                .map(spec -> new RequestedJob(spec, ByteBuffer.allocate(0)))
                                .toList())
                        .build());
    }

    public Told policy(TenantPolicy policy) {
        return input(Topics.TENANT_POLICIES.name(), policy)
                .fact(
                        JobEventType.TENANT_POLICY_CHANGED,
                        event -> event.setPool("").setTenantPolicy(policy));
    }

    /** The pool is one of so many cells. */
    Told cells(int count) {
        PoolPolicy policy = new PoolPolicy(POOL, null, count);
        return input(Topics.POOL_POLICIES.name(), policy)
                .fact(JobEventType.POOL_POLICY_CHANGED, event -> event.setPoolPolicy(policy));
    }

    Told drained(Seat seat) {
        return input(Topics.RUNNER_DRAINS.name(), new RunnerDrain(POOL, seat.runner(), seat.session(), now, ""))
                .runner(JobEventType.RUNNER_DRAINED, seat);
    }

    Told queued(String job, boolean front, int lost) {
        return fact(JobEventType.JOB_QUEUED, event -> event.setJobId(job).setQueueing(new Queueing(front, lost)));
    }

    /** A heartbeat: what the runner holds. */
    Told heartbeat(Seat seat, String... held) {
        return input(
                Topics.RUNNER_HEARTBEATS.name(),
                RunnerHeartbeat.newBuilder()
                        .setKind(HeartbeatKind.BEAT)
                        .setSentAt(now)
                        .setReport(RunnerReport.newBuilder()
                                .setPool(POOL)
                                .setRunnerId(seat.runner())
                                .setSessionId(seat.session())
                                .setLabels(List.of())
                                .setSlots(1)
                                .setPhase(RunnerPhase.READY)
                                .setAssignmentsRead(0)
                                .setAttempts(Stream.of(held)
                                        .map(job -> new HeldAttempt(
                                                job, seat.attempt(), AttemptPhase.RUNNING, new ResourceUse()))
                                        .toList())
                                .build())
                        .build());
    }

    /** Where an attempt is made. */
    public record Seat(String runner, String session, int attempt) {
        public static Seat of(String runner) {
            return new Seat(runner, runner + "/1", 1);
        }

        public Seat attempt(int number) {
            return new Seat(runner, session, number);
        }

        Seat session(String other) {
            return new Seat(runner, other, attempt);
        }
    }

    public Told joined(Seat seat, int slots, String... labels) {
        return joined(seat, new RunnerTerms(List.of(labels), slots, Map.of(), RunnerPhase.READY, null));
    }

    Told joined(Seat seat, int slots, Map<String, Integer> resources) {
        return joined(seat, new RunnerTerms(List.of(), slots, resources, RunnerPhase.READY, null));
    }

    private Told joined(Seat seat, RunnerTerms terms) {
        return heartbeat(seat).runner(JobEventType.RUNNER_JOINED, seat, terms);
    }

    Told runner(JobEventType type, Seat seat, RunnerTerms terms) {
        return fact(
                type,
                event -> event.setRunnerId(seat.runner())
                        .setSessionId(seat.session())
                        .setRunner(terms));
    }

    Told runner(JobEventType type, Seat seat) {
        return fact(type, event -> event.setRunnerId(seat.runner()).setSessionId(seat.session()));
    }

    public Told granted(String job, Seat seat) {
        return granted(job, seat, 1);
    }

    Told granted(String job, Seat seat, int slotsCounted) {
        return lease(
                JobEventType.LEASE_GRANTED,
                job,
                seat,
                event -> event.setLease(new LeaseTerms(now.plus(ACCEPT_WITHIN), LEASE.toMillis(), 1L, slotsCounted)));
    }

    public Told accepted(String job, Seat seat) {
        return after(Duration.ofMillis(10))
                .heartbeat(seat, job)
                .lease(JobEventType.LEASE_ACCEPTED, job, seat, UnaryOperator.identity());
    }

    public Told resulted(String job, Seat seat, Outcome outcome) {
        return result(job, seat, outcome)
                .resultAccepted(job, seat, outcome)
                .leaseEnded(job, seat, LeaseEndReason.RESULT)
                .settled(job, outcome);
    }

    Told result(String job, Seat seat, Outcome outcome) {
        return result(job, seat, said(outcome, null));
    }

    private Told result(String job, Seat seat, AcceptedResult said) {
        after(Duration.ofSeconds(1));
        return input(
                Topics.JOB_RESULTS.name(),
                JobResult.newBuilder()
                        .setPool(POOL)
                        .setJobId(job)
                        .setAttempt(seat.attempt())
                        .setRunnerId(seat.runner())
                        .setSessionId(seat.session())
                        .setOutcome(said.getOutcome())
                        .setCause(said.getCause())
                        .setExitCode(said.getExitCode())
                        .setEndedAt(now)
                        .setUse(new ResourceUse())
                        .build());
    }

    /** A result that is not the job's, since another attempt follows. */
    Told failed(String job, Seat seat, LeaseEndReason reason) {
        Cause cause = reason == LeaseEndReason.INFRASTRUCTURE ? Cause.INFRASTRUCTURE : Cause.SCRIPT;
        AcceptedResult said = said(Outcome.FAILED, cause);
        return result(job, seat, said)
                .lease(JobEventType.LEASE_ENDED, job, seat, event -> event.setLeaseEnd(new LeaseEnd(reason, said)));
    }

    /** A result that settles the job as FAILED. */
    Told failedForGood(String job, Seat seat, Cause cause) {
        AcceptedResult said = said(Outcome.FAILED, cause);
        return result(job, seat, said)
                .lease(JobEventType.RESULT_ACCEPTED, job, seat, event -> event.setResult(said))
                .leaseEnded(job, seat, LeaseEndReason.RESULT)
                .settled(job, Outcome.FAILED);
    }

    Told delayed(String job, Duration delay, int lost) {
        return fact(JobEventType.JOB_DELAYED, event -> event.setJobId(job).setDelay(new Delay(now.plus(delay), lost)));
    }

    Told cancelled(String job) {
        return input(Topics.JOB_CANCELLATIONS.name(), new JobCancellation(POOL, job, now, "", null))
                .cancellationAccepted(job, null);
    }

    Told pipelineCancelled(String pipeline) {
        return input(Topics.JOB_CANCELLATIONS.name(), new JobCancellation(POOL, "", now, "", pipeline));
    }

    Told cancellationAccepted(String job, @Nullable String supersededBy) {
        return fact(
                JobEventType.CANCELLATION_ACCEPTED,
                event -> event.setJobId(job).setCancellation(new CancellationTerms(supersededBy)));
    }

    /** Not by anyone's word: for what it needs, or for a newer job of its group. */
    Told cancelledByRule(String job) {
        return fact(
                JobEventType.JOB_SETTLED,
                event -> event.setJobId(job).setSettlement(new Settlement(Outcome.CANCELLED, Cause.POLICY, "")));
    }

    Told revoked(String job, Seat seat, RevocationReason reason) {
        return lease(
                JobEventType.LEASE_REVOKED, job, seat, event -> event.setRevocation(new RevocationTerms(reason, 1L)));
    }

    private AcceptedResult said(Outcome outcome, @Nullable Cause cause) {
        Integer failed = cause == Cause.INFRASTRUCTURE ? null : Integer.valueOf(3);
        return AcceptedResult.newBuilder()
                .setOutcome(outcome)
                .setCause(cause)
                .setExitCode(outcome == Outcome.SUCCEEDED ? Integer.valueOf(0) : failed)
                .setEndedAt(now)
                .setUse(new ResourceUse())
                .build();
    }

    Told resultAccepted(String job, Seat seat, Outcome outcome) {
        return lease(JobEventType.RESULT_ACCEPTED, job, seat, event -> event.setResult(said(outcome, null)));
    }

    Told leaseEnded(String job, Seat seat, LeaseEndReason reason) {
        return lease(JobEventType.LEASE_ENDED, job, seat, event -> event.setLeaseEnd(new LeaseEnd(reason, null)));
    }

    Told settled(String job, Outcome outcome) {
        return fact(
                JobEventType.JOB_SETTLED,
                event -> event.setJobId(job).setSettlement(new Settlement(outcome, null, "")));
    }

    /** No heartbeat for a lease and the clock margin: a tick ends it. */
    Told expired(String job, Seat seat) {
        return after(LEASE.plusMillis(2_500)).tick().leaseEnded(job, seat, LeaseEndReason.EXPIRED);
    }

    Told lease(JobEventType type, String job, Seat seat, UnaryOperator<JobEvent.Builder> content) {
        return fact(
                type,
                event -> content.apply(event.setJobId(job)
                        .setAttempt(seat.attempt())
                        .setRunnerId(seat.runner())
                        .setSessionId(seat.session())));
    }
}
