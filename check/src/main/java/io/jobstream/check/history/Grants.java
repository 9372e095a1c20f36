// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.schemas.JobState;
import java.time.Instant;
import java.util.Optional;

/** What is promised of a grant: one lease, the next attempt, a runner that fits, and no job that went before. */
final class Grants {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Runners runners;
    private final Retries retries;
    private final Tally tally;

    Grants(Findings findings, LiveJobs jobs, Runners runners, Retries retries, Tally tally) {
        this.findings = findings;
        this.jobs = jobs;
        this.runners = runners;
        this.retries = retries;
        this.tally = tally;
    }

    void granted(CitedFact fact) {
        tally.add(Counted.ATTEMPTS, 1);
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        AttemptStory before = job.lease;
        findings.test(
                Rule.ONE_LEASE,
                before == null,
                () -> fact.attempt() + " is granted while " + before + " holds its lease",
                fact,
                before == null ? null : before.grantedBy);
        count(fact, job);
        findings.needs(fact, job);
        findings.test(
                Rule.CANCELLATION,
                !job.cancelRequested,
                () -> fact.attempt() + " is granted, but the job was cancelled",
                fact,
                job.last);
        retries.granted(fact, job);
        runner(fact, job);
        Instant at = fact.event().getAt();
        jobs.waiting.remove(job, at);
        if (before != null) {
            runners.free(before, at);
            before.share.leased--;
        }
        jobs.shares.granted(job);
        AttemptStory lease = new AttemptStory(fact, jobs.shares.of(job), job);
        runners.take(lease);
        job.lease = lease;
        job.attempts.add(lease);
        job.state = JobState.ASSIGNED;
        job.last = fact.position();
    }

    private void count(CitedFact fact, JobStory job) {
        if (!job.whole() && job.attempts.isEmpty()) {
            findings.unread(Rule.ATTEMPT_COUNT);
            return;
        }
        AttemptStory last = job.attempts.isEmpty() ? null : job.attempts.get(job.attempts.size() - 1);
        int expected = last == null ? 1 : last.number + 1;
        findings.test(
                Rule.ATTEMPT_COUNT,
                fact.event().getAttempt() == expected,
                () -> fact.attempt() + " is granted, but the next is attempt " + expected,
                fact,
                last == null ? null : last.grantedBy);
    }

    private void runner(CitedFact fact, JobStory job) {
        Optional<RunnerStory> found = runners.of(fact);
        if (found.isEmpty() && !runners.allKnown()) {
            findings.unread(Rule.FIT);
            findings.unread(Rule.SLOTS);
            findings.unread(Rule.ORDER);
            return;
        }
        String problem = found.map(runner -> problem(fact, job, runner)).orElse("has never joined");
        findings.test(
                Rule.FIT,
                problem.isEmpty(),
                () -> fact.attempt() + " is granted to runner " + fact.event().getRunnerId() + ", which " + problem,
                fact,
                found.map(runner -> runner.last).orElse(null));
        found.ifPresent(runner -> {
            slots(fact, runner);
            resources(fact, job, runner);
            order(fact, job, runner);
        });
    }

    /** Why the runner does not fit; empty when it does. */
    private static String problem(CitedFact fact, JobStory job, RunnerStory runner) {
        if (!runner.sessionId.equals(fact.event().getSessionId())) {
            return "is in session " + runner.sessionId + " and not in "
                    + fact.event().getSessionId();
        }
        if (!runner.takesWork()) {
            return runner.condition();
        }
        return job.terms == null || job.terms.requirements().fits(runner.labels, runner.resources)
                ? ""
                : "has " + runner.labels + " and " + runner.resources + ", and not all of " + job.terms.requirements();
    }

    private void slots(CitedFact fact, RunnerStory runner) {
        int taken = runners.slotsTaken(fact.event().getSessionId()) + 1;
        findings.test(
                Rule.SLOTS,
                taken <= runner.slots || !runner.sessionId.equals(fact.event().getSessionId()),
                () -> fact.attempt() + " takes slot " + taken + " of session " + runner.sessionId + ", which has "
                        + runner.slots,
                fact,
                runner.last);
    }

    private void resources(CitedFact fact, JobStory job, RunnerStory runner) {
        if (job.terms == null) {
            findings.unread(Rule.RESOURCES);
            return;
        }
        RequirementSet required = job.terms.requirements();
        findings.test(
                Rule.RESOURCES,
                required.fits(runner.labels, runners.resourcesFree(fact, runner)),
                () -> fact.attempt() + " takes " + required.resources + " of runner "
                        + fact.event().getRunnerId() + ", which has "
                        + runners.resourcesFree(fact, runner) + " left of " + runner.resources,
                fact,
                runner.last);
        int counted = fact.event().getLease().getSlotsCounted();
        findings.test(
                Rule.RESOURCES,
                counted == runner.slotsFor(required.resources),
                () -> fact.attempt() + " counts as " + counted + " slots and not as "
                        + runner.slotsFor(required.resources),
                fact,
                runner.last);
    }

    private void order(CitedFact fact, JobStory job, RunnerStory runner) {
        if (job.terms == null) {
            findings.unread(Rule.ORDER);
            return;
        }
        findings.test(
                Rule.QUOTA,
                jobs.shares.of(job).mayHaveAnother(),
                () -> fact.attempt() + " is granted, but its tenant "
                        + job.known().tenant() + " has as many slots as it may",
                fact,
                null);
        findings.test(
                Rule.GROUP,
                job.groupHasRoom(),
                () -> fact.attempt() + " is granted, but as many of its concurrency group as it allows hold a slot",
                fact,
                null);
        Optional<JobStory> passedOver = jobs.waiting.passedOver(
                job,
                new WaitingJobs.Offer(runner.labels, runners.resourcesFree(fact, runner)),
                fact.event().getAt());
        findings.test(
                Rule.ORDER,
                passedOver.isEmpty(),
                () -> fact.attempt() + " is granted before job " + passedOver.orElseThrow().id + ", which runner "
                        + fact.event().getRunnerId() + " could have had and which goes before it",
                fact,
                passedOver.map(other -> other.last).orElse(null));
    }
}
