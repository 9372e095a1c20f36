// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.Fingerprint;
import io.jobstream.check.kept.KnownJob;
import io.jobstream.check.kept.StatusFingerprint;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the log says of a job that has not settled. */
final class JobStory {
    final String id;
    final String pool;
    final @Nullable JobTerms terms;
    final List<AttemptStory> attempts = new ArrayList<>(1);

    /** Of those it needs, the ones that have not succeeded; as its status counts them. */
    Set<String> openNeeds;

    /** Whether one that it needed failed, or was cancelled since something that it needed failed. */
    boolean needFailed;

    /** Whether one that it needed did not succeed. */
    boolean needMissed;

    /** The group that limits how many run beside it; null for none. */
    ConcurrencyGroups.@Nullable Group group;

    /** The input that it came with. */
    final RecordPosition admittedBy;

    JobState state;
    boolean front;
    boolean resulted;
    boolean cancelRequested;

    /** Whether a newer job of its group takes its place. */
    boolean superseded;

    /** When it may be queued again, while it waits for that. */
    @Nullable
    Instant delayedUntil;

    /** What must follow the end of its lease; null when that has followed. */
    @Nullable
    Sequel sequel;

    /** The live lease. */
    @Nullable
    AttemptStory lease;

    /** The last fact that its status follows from. */
    RecordPosition last;

    /**
     * What stays of a job's specification.
     *
     * @param fingerprint of all of it
     * @param requirements shared by all jobs that ask for the same
     */
    record JobTerms(
            long fingerprint,
            String tenant,
            RequirementSet requirements,
            int priority,
            long position,
            List<String> needs,
            NeedsCondition condition,
            @Nullable GroupTerms group,
            @Nullable String pipeline,
            RetryTerms retry) {
        static JobTerms of(Admission admission, RequirementSet requirements) {
            JobSpec spec = admission.getSpec();
            return new JobTerms(
                    StatusFingerprint.of(spec),
                    spec.getTenant(),
                    requirements,
                    spec.getPriority(),
                    admission.getPosition(),
                    List.copyOf(spec.getNeeds()),
                    Objects.requireNonNullElse(spec.getNeedsCondition(), NeedsCondition.SUCCESS),
                    GroupTerms.of(spec.getConcurrencyGroup()),
                    spec.getPipelineId(),
                    RetryTerms.of(admission));
        }
    }

    /** A concurrency group and how many of its jobs may hold a slot with this one. */
    record GroupTerms(String name, int limit) {
        static @Nullable GroupTerms of(@Nullable ConcurrencyGroup group) {
            return group == null ? null : new GroupTerms(group.getName(), group.getLimit());
        }
    }

    /** A job as its admission makes it; without terms one that was admitted before what was read. */
    JobStory(CitedFact first, @Nullable JobTerms terms) {
        this.id = first.jobId();
        this.pool = first.event().getPool();
        this.terms = terms;
        this.last = first.position();
        this.admittedBy = first.fact().cited();
        this.openNeeds = terms == null || terms.needs().isEmpty() ? Set.of() : new TreeSet<>(terms.needs());
        this.state = openNeeds.isEmpty() ? JobState.QUEUED : JobState.WAITING;
    }

    /** Whether its admission was read, so that all is known of it. */
    boolean whole() {
        return terms != null;
    }

    /** The terms of a job whose admission was read. */
    JobTerms known() {
        return Objects.requireNonNull(terms, () -> "not a job whose admission was read: " + id);
    }

    /** Whether its concurrency group has room for it. */
    boolean groupHasRoom() {
        GroupTerms limits = known().group();
        return group == null || limits == null || group.held < limits.limit();
    }

    /** One that it needs has ended; tells whether it no longer waits for that. */
    boolean needEnded(String need, Outcome outcome, boolean failed) {
        needFailed |= failed;
        needMissed |= outcome != Outcome.SUCCEEDED;
        boolean mustSucceed = terms == null || terms.condition() == NeedsCondition.SUCCESS;
        return (outcome == Outcome.SUCCEEDED || !mustSucceed) && openNeeds.remove(need);
    }

    /** Whether it counts as failed for what needs it, when it settles so. */
    boolean failsBy(Settlement settlement) {
        return switch (settlement.getOutcome()) {
            case FAILED, TIMED_OUT, ABANDONED -> true;
            case CANCELLED -> settlement.getCause() == Cause.POLICY && needFailed && !cancelRequested;
            default -> false;
        };
    }

    long attemptsLostInLog() {
        return attempts.stream().filter(AttemptStory::lost).count();
    }

    /** What is kept of it where reading ended. */
    KnownJob underWay() {
        return kept(Outcome.UNKNOWN, false, fingerprint(null));
    }

    /** What is kept of it when it has settled. */
    KnownJob settled(Settlement settlement) {
        state = JobState.SETTLED;
        delayedUntil = null;
        return kept(settlement.getOutcome(), true, fingerprint(settlement));
    }

    private KnownJob kept(Outcome outcome, boolean settled, long fingerprint) {
        return new KnownJob(last.partition(), last.offset(), outcome, settled, whole(), fingerprint);
    }

    private long fingerprint(@Nullable Settlement settlement) {
        Fingerprint fingerprint = StatusFingerprint.begin(terms == null ? 0 : terms.fingerprint(), pool, state)
                .add(delayedUntil)
                .add(settlement == null ? null : settlement.getOutcome())
                .add(settlement == null ? null : settlement.getCause())
                .add(settlement == null ? "" : settlement.getMessage());
        attempts.forEach(attempt -> attempt.addTo(fingerprint));
        return fingerprint.value();
    }
}
