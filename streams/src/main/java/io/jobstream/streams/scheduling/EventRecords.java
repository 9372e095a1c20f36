// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.CancellationTerms;
import io.jobstream.schemas.Delay;
import io.jobstream.schemas.Gap;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseTerms;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.schemas.Queueing;
import io.jobstream.schemas.Refusal;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RevocationTerms;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerTerms;
import io.jobstream.schemas.Settlement;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.streams.scheduling.decision.Capacity;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Facts as records of {@code ci.job.events}; empty for those that stay inside. */
final class EventRecords implements Fact.Cases<Optional<JobEvent.Builder>> {
    private final SchedulingPolicy policy;

    EventRecords(SchedulingPolicy policy) {
        this.policy = policy;
    }

    /**
     * The event that tells {@code fact}, decided at {@code at} as number {@code index} of what {@code input} caused.
     */
    Optional<JobEvent> eventOf(Fact fact, Instant at, InputPosition input, int index) {
        return fact.match(this)
                .map(event -> event.setAt(at).setInput(input).setIndex(index).build());
    }

    /** The key of an event. */
    static String keyOf(JobEvent event) {
        if (event.getJobId() != null) {
            return event.getJobId();
        }
        if (event.getTenantPolicy() != null) {
            return "tenant:" + event.getTenantPolicy().getTenant();
        }
        return event.getRunnerId() != null ? "runner:" + event.getRunnerId() : "pool:" + event.getPool();
    }

    @Override
    public Optional<JobEvent.Builder> jobAdmitted(Fact.JobAdmitted fact) {
        return Optional.of(of(JobEventType.JOB_ADMITTED, fact.pool())
                .setJobId(fact.admission().getSpec().getJobId())
                .setAdmission(fact.admission()));
    }

    @Override
    public Optional<JobEvent.Builder> jobQueued(Fact.JobQueued fact) {
        return Optional.of(
                of(JobEventType.JOB_QUEUED, fact.job()).setQueueing(new Queueing(fact.front(), fact.attemptsLost())));
    }

    @Override
    public Optional<JobEvent.Builder> jobDelayed(Fact.JobDelayed fact) {
        return Optional.of(
                of(JobEventType.JOB_DELAYED, fact.job()).setDelay(new Delay(fact.until(), fact.attemptsLost())));
    }

    @Override
    public Optional<JobEvent.Builder> cancellationAccepted(Fact.CancellationAccepted fact) {
        JobId by = fact.supersededBy();
        return Optional.of(of(JobEventType.CANCELLATION_ACCEPTED, fact.job())
                .setCancellation(new CancellationTerms(by == null ? null : by.value())));
    }

    @Override
    public Optional<JobEvent.Builder> leaseGranted(Fact.LeaseGranted fact) {
        Lease lease = fact.lease();
        return Optional.of(of(JobEventType.LEASE_GRANTED, fact.job(), lease)
                .setLease(new LeaseTerms(
                        lease.acceptBy(), policy.lease().toMillis(), lease.sequence(), lease.slotsCounted())));
    }

    @Override
    public Optional<JobEvent.Builder> leaseAccepted(Fact.LeaseAccepted fact) {
        return Optional.of(of(JobEventType.LEASE_ACCEPTED, fact.job(), fact.lease()));
    }

    @Override
    public Optional<JobEvent.Builder> leaseRevoked(Fact.LeaseRevoked fact) {
        return Optional.of(of(JobEventType.LEASE_REVOKED, fact.job(), fact.lease())
                .setRevocation(new RevocationTerms(fact.reason(), fact.sequence())));
    }

    @Override
    public Optional<JobEvent.Builder> attemptEnded(Fact.AttemptEnded fact) {
        return Optional.of(of(JobEventType.ATTEMPT_ENDED, fact.job(), fact.lease()));
    }

    @Override
    public Optional<JobEvent.Builder> leaseEnded(Fact.LeaseEnded fact) {
        AcceptedResult result = fact.result() == null ? null : accepted(fact.result());
        return Optional.of(of(JobEventType.LEASE_ENDED, fact.job(), fact.lease())
                .setLeaseEnd(new LeaseEnd(fact.reason(), result)));
    }

    @Override
    public Optional<JobEvent.Builder> resultAccepted(Fact.ResultAccepted fact) {
        return Optional.of(of(JobEventType.RESULT_ACCEPTED, fact.result()).setResult(accepted(fact.result())));
    }

    @Override
    public Optional<JobEvent.Builder> resultRefused(Fact.ResultRefused fact) {
        return Optional.of(of(JobEventType.RESULT_REFUSED, fact.result()).setRefusal(new Refusal(fact.reason())));
    }

    @Override
    public Optional<JobEvent.Builder> jobSettled(Fact.JobSettled fact) {
        return Optional.of(of(JobEventType.JOB_SETTLED, fact.pool())
                .setJobId(fact.job().value())
                .setAdmission(fact.refused())
                .setSettlement(new Settlement(fact.outcome(), fact.cause(), fact.message())));
    }

    @Override
    public Optional<JobEvent.Builder> runnerJoined(Fact.RunnerJoined fact) {
        return Optional.of(of(JobEventType.RUNNER_JOINED, fact.runner(), fact.session())
                .setRunner(terms(fact.capacity(), fact.phase(), fact.supersedes())));
    }

    @Override
    public Optional<JobEvent.Builder> runnerChanged(Fact.RunnerChanged fact) {
        return Optional.of(of(JobEventType.RUNNER_CHANGED, fact.runner(), fact.session())
                .setRunner(terms(fact.capacity(), fact.phase(), null)));
    }

    @Override
    public Optional<JobEvent.Builder> runnerDeaf(Fact.RunnerDeaf fact) {
        return Optional.of(of(JobEventType.RUNNER_DEAF, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerHeard(Fact.RunnerHeard fact) {
        return Optional.of(of(JobEventType.RUNNER_HEARD, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerDrained(Fact.RunnerDrained fact) {
        return Optional.of(of(JobEventType.RUNNER_DRAINED, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerLost(Fact.RunnerLost fact) {
        return Optional.of(of(JobEventType.RUNNER_LOST, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerReturned(Fact.RunnerReturned fact) {
        return Optional.of(of(JobEventType.RUNNER_RETURNED, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerLeft(Fact.RunnerLeft fact) {
        return Optional.of(of(JobEventType.RUNNER_LEFT, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> sessionDismissed(Fact.SessionDismissed fact) {
        return Optional.of(of(JobEventType.SESSION_DISMISSED, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> runnerRefused(Fact.RunnerRefused fact) {
        return Optional.of(of(JobEventType.RUNNER_REFUSED, fact.runner(), fact.session()));
    }

    @Override
    public Optional<JobEvent.Builder> staleAttemptRevoked(Fact.StaleAttemptRevoked fact) {
        return Optional.of(of(JobEventType.LEASE_REVOKED, fact.runner(), fact.session())
                .setJobId(fact.job().value())
                .setAttempt(fact.attempt())
                .setRevocation(new RevocationTerms(RevocationReason.NOT_LEASED, fact.sequence())));
    }

    @Override
    public Optional<JobEvent.Builder> tenantPolicyChanged(Fact.TenantPolicyChanged fact) {
        TenantTerms terms = fact.terms();
        return Optional.of(of(JobEventType.TENANT_POLICY_CHANGED, "")
                .setTenantPolicy(new TenantPolicy(fact.tenant(), terms.weight(), terms.slotsMax(), terms.queuedMax())));
    }

    @Override
    public Optional<JobEvent.Builder> poolPolicyChanged(Fact.PoolPolicyChanged fact) {
        return Optional.of(of(JobEventType.POOL_POLICY_CHANGED, fact.pool())
                .setPoolPolicy(new PoolPolicy(
                        fact.pool(),
                        fact.terms().packing(),
                        fact.terms().cells() == 1 ? null : fact.terms().cells())));
    }

    @Override
    public Optional<JobEvent.Builder> timeGapped(Fact.TimeGapped fact) {
        return Optional.of(
                of(JobEventType.TIME_GAP, fact.pool()).setGap(new Gap(fact.gap().toMillis())));
    }

    @Override
    public Optional<JobEvent.Builder> timeAdvanced(Fact.TimeAdvanced fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> runnerBeat(Fact.RunnerBeat fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> leaseRenewed(Fact.LeaseRenewed fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> cancellationKept(Fact.CancellationKept fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> cancellationForgotten(Fact.CancellationForgotten fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> runnerForgotten(Fact.RunnerForgotten fact) {
        return Optional.empty();
    }

    @Override
    public Optional<JobEvent.Builder> settledForgotten(Fact.SettledForgotten fact) {
        return Optional.empty();
    }

    private static RunnerTerms terms(Capacity capacity, RunnerPhase phase, @Nullable String supersedes) {
        return new RunnerTerms(
                capacity.labels().values(),
                capacity.slots(),
                capacity.resources().counts(),
                phase,
                supersedes);
    }

    private static AcceptedResult accepted(JobResult result) {
        return AcceptedResult.newBuilder()
                .setOutcome(result.getOutcome())
                .setCause(result.getCause())
                .setExitCode(result.getExitCode())
                .setMessage(result.getMessage())
                .setStartedAt(result.getStartedAt())
                .setEndedAt(result.getEndedAt())
                .setUse(result.getUse())
                .build();
    }

    private static JobEvent.Builder of(JobEventType type, String pool) {
        return JobEvent.newBuilder().setType(type).setPool(pool);
    }

    private static JobEvent.Builder of(JobEventType type, Job job) {
        JobId id = job.id();
        return of(type, job.pool()).setJobId(id.value());
    }

    private static JobEvent.Builder of(JobEventType type, Job job, Lease lease) {
        return of(type, job)
                .setAttempt(lease.attempt())
                .setRunnerId(lease.runner().name())
                .setSessionId(lease.session());
    }

    private static JobEvent.Builder of(JobEventType type, JobResult result) {
        return of(type, result.getPool())
                .setJobId(result.getJobId())
                .setAttempt(result.getAttempt())
                .setRunnerId(result.getRunnerId())
                .setSessionId(result.getSessionId());
    }

    private static JobEvent.Builder of(JobEventType type, RunnerId runner, String session) {
        return of(type, runner.pool()).setRunnerId(runner.name()).setSessionId(session);
    }
}
