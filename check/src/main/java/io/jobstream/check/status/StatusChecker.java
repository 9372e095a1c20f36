// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.status;

import io.jobstream.check.kept.KnownJob;
import io.jobstream.check.kept.KnownJob.Standing;
import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.kept.StatusFingerprint;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.JobStatus;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks records of {@code ci.job.status}, those of a job in their order, when the whole log has been read. */
public final class StatusChecker {
    private final Verdict verdict;
    private final Tally tally;
    private final KnownJobs known;
    private final PoolPartitions partitions;
    private final Map<Integer, FactRange> facts;

    /**
     * The facts of a partition that were read.
     *
     * @param end the first offset that was not
     * @param fromTheBeginning whether its first fact ever was
     */
    public record FactRange(long end, boolean fromTheBeginning) {}

    public StatusChecker(
            Verdict verdict, Tally tally, KnownJobs known, PoolPartitions partitions, Map<Integer, FactRange> facts) {
        this.verdict = verdict;
        this.tally = tally;
        this.known = known;
        this.partitions = partitions;
        this.facts = Map.copyOf(facts);
    }

    public void stated(RecordPosition position, JobStatus status) {
        if (status.getObserved() != null) {
            return; // Of a job that another CI system runs: the log has no facts about it.
        }
        String id = status.getSpec().getJobId();
        Optional<KnownJob> job = known.find(id);
        if (job.isEmpty()) {
            unknown(position, status);
            return;
        }
        revision(position, status);
        known.stated(id, status.getRevision(), standing(position, status, job.get()));
    }

    /**
     * All have been read.
     *
     * @param complete whether every job must be shown as it is
     * @param whole whether nothing was taken from the topic by retention
     */
    public void end(boolean complete, boolean whole) {
        known.each((job, standing) -> {
            boolean missing = standing == Standing.MISSING;
            if (missing) {
                tally.add(Counted.STATUSES_MISSING, 1);
            } else if (standing == Standing.BEHIND) {
                tally.add(Counted.STATUSES_BEHIND, 1);
            }
            if (complete && (whole || !missing)) {
                verdict.test(
                        Rule.COMPLETE,
                        standing == Standing.CURRENT,
                        () -> missing
                                ? "the job of this fact has no status"
                                : "the status of the job of this fact is behind it",
                        List.of(factOf(job)));
            }
        });
    }

    private void unknown(RecordPosition position, JobStatus status) {
        FactRange range = facts.get(partitions.ofPool(status.getPool()));
        boolean unjudged = range == null
                || !range.fromTheBeginning()
                || known.forgotten() > 0
                || status.getEventOffset() >= range.end();
        if (unjudged) {
            tally.add(Counted.STATUSES_UNJUDGED, 1);
            return;
        }
        verdict.test(
                Rule.STATUS_AGREES,
                false,
                () -> "a status of job " + status.getSpec().getJobId() + ", which the log does not know",
                List.of(position));
    }

    private void revision(RecordPosition position, JobStatus status) {
        String id = status.getSpec().getJobId();
        OptionalLong before = known.revision(id);
        if (before.isPresent()) {
            verdict.test(
                    Rule.STATUS_REVISION,
                    status.getRevision() > before.getAsLong(),
                    () -> "job " + id + " is stated with revision " + status.getRevision() + " after "
                            + before.getAsLong(),
                    List.of(position));
        }
    }

    private Standing standing(RecordPosition position, JobStatus status, KnownJob job) {
        FactRange range = facts.get(job.partition());
        if (range != null && status.getEventOffset() >= range.end()) {
            tally.add(Counted.STATUSES_AHEAD, 1);
            return Standing.CURRENT;
        }
        if (status.getEventOffset() < job.offset()) {
            return Standing.BEHIND;
        }
        if (job.whole()) {
            String id = status.getSpec().getJobId();
            boolean sameFact = status.getEventOffset() == job.offset();
            verdict.test(
                    Rule.STATUS_AGREES,
                    sameFact && StatusFingerprint.of(status) == job.fingerprint(),
                    () -> "the status of job " + id
                            + (sameFact
                                    ? " is not what its facts add up to: it is " + summary(status)
                                    : " follows from fact " + status.getEventOffset() + ", but its last is "
                                            + job.offset()),
                    List.of(position, factOf(job)));
        }
        return Standing.CURRENT;
    }

    private static String summary(JobStatus status) {
        return status.getState() + ", outcome " + status.getOutcome() + ", cause " + status.getCause() + ", "
                + status.getAttempts().size() + " attempts";
    }

    private static RecordPosition factOf(KnownJob job) {
        return new RecordPosition(Topics.JOB_EVENTS.name(), job.partition(), job.offset());
    }
}
