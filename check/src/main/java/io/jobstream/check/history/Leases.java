// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerReport;
import java.time.Instant;
import java.util.Optional;

/** What is promised of a lease while it lives: who accepts it, what renews it, and who may be asked for it back. */
final class Leases {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Runners runners;

    Leases(Findings findings, LiveJobs jobs, Runners runners) {
        this.findings = findings;
        this.jobs = jobs;
        this.runners = runners;
    }

    /** A heartbeat: it renews the leases of what it lists. */
    void heard(RunnerReport report, Instant stamp) {
        report.getAttempts().forEach(held -> {
            JobStory job = jobs.get(held.getJobId());
            AttemptStory lease = job == null ? null : job.lease;
            if (lease != null
                    && lease.accepted
                    && lease.heldBy(held.getAttempt(), report.getSessionId())
                    && stamp.isAfter(lease.renewedAt)) {
                lease.renewedAt = stamp;
            }
        });
    }

    void accepted(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        job.state = JobState.RUNNING;
        job.last = fact.position();
        AttemptStory lease = findings.lease(fact, job);
        if (lease == null) {
            return;
        }
        findings.test(
                Rule.LEASE_HOLDER,
                !lease.accepted,
                () -> fact.attempt() + " is accepted a second time",
                fact,
                lease.grantedBy);
        if (fact.input() == null) {
            findings.unread(Rule.ACCEPTANCE);
        } else {
            String problem = problem(fact, lease);
            findings.test(
                    Rule.ACCEPTANCE,
                    problem.isEmpty(),
                    () -> fact.attempt() + " is accepted, but what it cites " + problem,
                    fact,
                    lease.grantedBy);
        }
        lease.accepted = true;
        lease.acceptedAt = fact.event().getAt();
        lease.renewedAt = fact.event().getAt();
    }

    void revoked(CitedFact fact) {
        RevocationReason reason = fact.event().getRevocation().getReason();
        if (reason == RevocationReason.NOT_LEASED) {
            // Of the session: what it lists is not its own. The job may be settled, or unknown.
            return;
        }
        JobStory job = findings.about(fact);
        AttemptStory lease = job == null ? null : findings.lease(fact, job);
        if (lease != null) {
            lease.timedOut |= reason == RevocationReason.TIMED_OUT;
        }
    }

    void attemptEnded(CitedFact fact) {
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        job.last = fact.position();
        AttemptStory lease = findings.lease(fact, job);
        if (lease != null) {
            findings.test(
                    Rule.LEASE_HOLDER,
                    lease.accepted && !lists(fact, lease),
                    () -> fact.attempt() + " has ended, but "
                            + (lease.accepted ? "the heartbeat lists it" : "it was never accepted"),
                    fact,
                    lease.grantedBy);
            runners.free(lease, fact.event().getAt());
        }
    }

    /** What is wrong with the input as an acceptance; empty when nothing is. */
    private static String problem(CitedFact fact, AttemptStory lease) {
        Optional<JobResult> result = fact.cause().flatMap(input -> input.as(JobResult.class));
        if (result.isPresent()) {
            return isOf(result.get(), fact, lease) ? "" : "is the result of another attempt";
        }
        if (!lists(fact, lease)) {
            return "is no word of session " + lease.sessionId + " that it holds it";
        }
        Instant stamp = fact.cause().map(InputRecord::stamp).orElseThrow();
        return stamp.isAfter(lease.acceptBy) ? "is stamped " + stamp + ", after " + lease.acceptBy : "";
    }

    private static boolean isOf(JobResult result, CitedFact fact, AttemptStory lease) {
        return result.getJobId().equals(fact.jobId()) && lease.heldBy(result.getAttempt(), result.getSessionId());
    }

    /** Whether the input is a heartbeat of the lease's session that lists the attempt. */
    private static boolean lists(CitedFact fact, AttemptStory lease) {
        return fact.cause()
                .flatMap(input -> input.as(RunnerHeartbeat.class))
                .map(RunnerHeartbeat::getReport)
                .filter(report -> report.getSessionId().equals(lease.sessionId))
                .filter(report -> report.getAttempts().stream()
                        .anyMatch(held -> held.getJobId().equals(fact.jobId()) && held.getAttempt() == lease.number))
                .isPresent();
    }
}
