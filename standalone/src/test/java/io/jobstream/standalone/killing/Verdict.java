// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import io.jobstream.check.Report;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Settlement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Whether the log and the evidence of the jobs themselves agree with what was accepted and promised. */
final class Verdict {
    private final JobStories log;
    private final Map<String, List<Evidence.Life>> lives;
    private final List<String> violations = new ArrayList<>();

    private Verdict(Report report, JobStories log, Map<String, List<Evidence.Life>> lives) {
        this.log = log;
        this.lives = lives;
        report.violations().forEach(violation -> violations.add(violation.toString()));
        violations.addAll(Evidence.overlaps(lives));
    }

    /**
     * All that is wrong.
     *
     * @param accepted ids of accepted jobs by name
     * @param statuses what each job's script ends with, by the job's name
     * @param report what the check found in log and views
     */
    static List<String> violations(
            Map<String, String> accepted,
            Map<String, Integer> statuses,
            Report report,
            JobStories log,
            Map<String, List<Evidence.Life>> lives) {
        Verdict verdict = new Verdict(report, log, lives);
        if (!new TreeSet<>(accepted.values()).equals(new TreeSet<>(log.jobs.keySet()))) {
            verdict.violations.add("accepted " + accepted.values() + " but the log has " + log.jobs.keySet());
        }
        if (!log.jobs.keySet().containsAll(lives.keySet())) {
            verdict.violations.add("jobs ran that the log does not know: " + lives.keySet());
        }
        log.jobs.forEach((id, story) -> verdict.check(id, story, statuses.getOrDefault(story.spec.getName(), -1)));
        return verdict.violations;
    }

    private void check(String id, JobStory story, int status) {
        if (story.settlements.size() != 1) {
            violations.add(id + " has " + story.settlements.size() + " outcomes");
            return;
        }
        Settlement settlement = story.settlements.get(0);
        boolean right =
                switch (settlement.getOutcome()) {
                    case SUCCEEDED -> status == 0;
                    case FAILED ->
                        (settlement.getCause() == Cause.SCRIPT && exitStatus(story) == status)
                                || settlement.getCause() == Cause.INFRASTRUCTURE;
                    case CANCELLED -> settlement.getCause() == Cause.POLICY && needFailed(story);
                    case ABANDONED -> true;
                    default -> false;
                };
        if (!right) {
            violations.add(id + " should end with " + status + " but ended as " + settlement);
        }
        for (Evidence.Life life : lives.getOrDefault(id, List.of())) {
            checkLife(id, story, life);
        }
        checkRan(id, story, settlement);
    }

    /** What lived had accepted a lease, and was dead when the lease was over. */
    private void checkLife(String id, JobStory story, Evidence.Life life) {
        JobStory.Lease lease = story.leases.stream()
                .filter(one -> one.attempt == life.attempt())
                .findFirst()
                .orElse(null);
        if (lease == null || lease.acceptedAt == null) {
            violations.add(id + " ran without an accepted lease: " + life);
            return;
        }
        // Stamps of the log are whole milliseconds.
        Instant ended = lease.endedAt == null ? Instant.MAX : lease.endedAt.plusMillis(1);
        if (life.first().isBefore(lease.grantedAt) || life.last().isAfter(ended)) {
            violations.add(id + " ran outside its lease, " + lease.grantedAt + " to " + ended + " (" + lease.endReason
                    + "): " + life);
        }
    }

    /** The attempt whose result counts ran to its end. */
    private void checkRan(String id, JobStory story, Settlement settlement) {
        if (settlement.getCause() == Cause.INFRASTRUCTURE || story.results.isEmpty()) {
            return;
        }
        int attempt = story.leases.get(story.leases.size() - 1).attempt;
        boolean ran = lives.getOrDefault(id, List.of()).stream()
                .anyMatch(life -> life.attempt() == attempt && life.begin() != null && life.end() != null);
        if (!ran) {
            violations.add(id + " has a result of an attempt that did not run to its end: " + lives.get(id));
        }
    }

    private boolean needFailed(JobStory story) {
        return story.spec.getNeeds().stream()
                .map(log.jobs::get)
                .flatMap(need -> need.settlements.stream())
                .anyMatch(settlement -> settlement.getOutcome() != Outcome.SUCCEEDED);
    }

    private static int exitStatus(JobStory story) {
        Integer status = story.results.get(0).getExitCode();
        return status == null ? -1 : status;
    }

    /** How many grants were neither accepted nor over at some of these instants. */
    static long openGrants(JobStories log, List<Instant> moments) {
        return moments.stream()
                .filter(at -> log.jobs.values().stream()
                        .flatMap(story -> story.leases.stream())
                        .anyMatch(lease -> lease.openAt(at)))
                .count();
    }

    /** Whether so many jobs have their outcome in the log. */
    static boolean settled(List<TopicReader.Entry<JobEvent>> events, int jobs) {
        return jobs
                <= events.stream()
                        .filter(entry -> entry.value().getType() == JobEventType.JOB_SETTLED)
                        .map(entry -> entry.value().getJobId())
                        .distinct()
                        .count();
    }

    /** Whether so many jobs have their outcome in their status. */
    static boolean shown(List<TopicReader.Entry<JobStatus>> views, int jobs) {
        return jobs
                <= views.stream()
                        .filter(entry -> entry.value().getState() == JobState.SETTLED)
                        .map(entry -> entry.value().getSpec().getJobId())
                        .distinct()
                        .count();
    }
}
