// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.GroupTerms;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the books hold of a job that is not settled. */
final class JobBook {
    final JobId id;
    final String pool;
    final String tenant;
    final int priority;
    final Labels labels;
    final Map<String, Integer> resources;
    final List<JobId> needs;
    final NeedsCondition condition;
    final @Nullable GroupTerms group;
    final boolean cancelInProgress;
    final String request;
    private final @Nullable String pipeline;
    final RetryBook retries;
    final int attemptsMax;
    private final long position;
    boolean cancelled;
    boolean queued;
    boolean front;
    int attempts;
    boolean takesSlot;

    /** How many slots its lease counts as. */
    long counted;

    boolean hasResult;

    @Nullable
    Lease lease;

    @Nullable
    Instant acceptedAt;

    Instant listedAt = Instant.EPOCH;
    Instant endedAt = Instant.EPOCH;

    JobBook(JobId id, Fact.JobAdmitted admitted) {
        JobSpec spec = admitted.admission().getSpec();
        this.id = id;
        this.pool = admitted.pool();
        this.tenant = spec.getTenant();
        this.labels = Labels.of(spec.getLabels());
        this.resources = new TreeMap<>(spec.getResources());
        this.needs = spec.getNeeds().stream().map(JobId::new).toList();
        this.condition = Objects.requireNonNullElse(spec.getNeedsCondition(), NeedsCondition.SUCCESS);
        ConcurrencyGroup asked = spec.getConcurrencyGroup();
        this.group = asked == null ? null : new GroupTerms(asked.getName(), asked.getLimit());
        this.cancelInProgress = asked != null && asked.getCancelInProgress();
        this.request = admitted.admission().getRequestId();
        this.pipeline = spec.getPipelineId();
        this.retries = new RetryBook(admitted.admission());
        this.attemptsMax = spec.getMaxAttempts();
        this.priority = spec.getPriority();
        this.position = admitted.admission().getPosition();
    }

    boolean isOf(CancelTarget target) {
        return target.pool().equals(pool)
                && target.id().equals(target.kind() == CancelTarget.Kind.JOB ? id.value() : pipeline);
    }

    boolean isIn(ConcurrencyGroup other, String ofTenant, String inPool) {
        return group != null && group.name().equals(other.getName()) && tenant.equals(ofTenant) && pool.equals(inPool);
    }

    boolean sharesGroup(JobBook other) {
        return group != null
                && other.group != null
                && group.name().equals(other.group.name())
                && tenant.equals(other.tenant)
                && pool.equals(other.pool);
    }

    Lease leaseOrThrow() {
        return Objects.requireNonNull(lease);
    }

    void queue(Fact.JobQueued fact, Instant ticked) {
        Violation.unless(lease == null, Rule.ONE_LIVE_LEASE, fact);
        Violation.unless(retries.lost() < attemptsMax, Rule.ATTEMPTS_BOUNDED, fact);
        retries.queued(fact, ticked);
        queued = true;
        front = attempts > 0;
    }

    void granted(Lease granted, RunnerBook runner) {
        counted = runner.partTakenBy(this);
        queued = false;
        lease = granted;
        attempts = granted.attempt();
        takesSlot = true;
        retries.granted();
    }

    void hasLease(Lease expected, Fact fact) {
        Violation.unless(leasedTo(expected.attempt(), expected.session()), Rule.ONE_LIVE_LEASE, fact);
    }

    boolean leasedTo(int attempt, String session) {
        return lease != null && lease.attempt() == attempt && lease.session().equals(session);
    }

    void released(Fact.LeaseEnded ended, Instant now) {
        lease = null;
        acceptedAt = null;
        takesSlot = false;
        retries.leaseEnded(ended, now);
    }

    /** What lost its runner counts as older. */
    boolean isOlderThan(JobBook other) {
        return front == other.front ? position < other.position : front;
    }
}
