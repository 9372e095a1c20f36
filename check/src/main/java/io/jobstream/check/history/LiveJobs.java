// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.KnownJob;
import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.schemas.Settlement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs of a partition that have not settled, who waits for whom, and what is kept of the others. */
final class LiveJobs {
    final Shares shares = new Shares();
    final ConcurrencyGroups groups = new ConcurrencyGroups();
    final WaitingJobs waiting;
    private final KnownJobs known;
    private final Tally tally;
    private final boolean fromTheBeginning;
    private final Map<String, JobStory> live = new HashMap<>();
    private final Map<String, List<JobStory>> dependents = new HashMap<>();

    LiveJobs(KnownJobs known, Tally tally, boolean fromTheBeginning) {
        this.known = known;
        this.tally = tally;
        this.fromTheBeginning = fromTheBeginning;
        this.waiting = new WaitingJobs(shares, fromTheBeginning);
    }

    @Nullable
    JobStory get(String jobId) {
        return live.get(jobId);
    }

    Collection<JobStory> all() {
        return live.values();
    }

    Optional<KnownJob> settled(String jobId) {
        return known.find(jobId);
    }

    boolean has(String jobId) {
        return live.containsKey(jobId) || known.contains(jobId);
    }

    /** Whether a job that is neither live nor settled was never admitted. */
    boolean allKnown() {
        return fromTheBeginning && known.forgotten() == 0;
    }

    void add(JobStory job) {
        live.put(job.id, job);
        shares.admitted(job);
        groups.add(job);
        job.openNeeds.forEach(need ->
                dependents.computeIfAbsent(need, id -> new ArrayList<>()).add(job));
        if (!job.whole()) {
            tally.add(Counted.JOBS_BEGAN_BEFORE, 1);
        }
    }

    void settle(JobStory job, Settlement settlement, RecordPosition by) {
        waiting.remove(job, null);
        if (live.remove(job.id) != null) {
            // One that is refused never was its tenant's.
            shares.settled(job);
            groups.remove(job);
        }
        known.put(job.id, job.settled(settlement));
        tally.add(settlement.getOutcome());
        List<JobStory> waitingForIt = dependents.remove(job.id);
        if (waitingForIt != null) {
            boolean failed = job.failsBy(settlement);
            for (JobStory dependent : waitingForIt) {
                if (live.containsKey(dependent.id) && dependent.needEnded(job.id, settlement.getOutcome(), failed)) {
                    dependent.last = by;
                }
            }
        }
    }

    /** Reading has ended: what is live stays so. */
    void end() {
        live.values().forEach(job -> known.put(job.id, job.underWay()));
        tally.add(Counted.JOBS_UNDER_WAY, live.size());
    }
}
