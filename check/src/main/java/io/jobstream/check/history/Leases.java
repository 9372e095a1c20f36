// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerReport;
import java.time.Instant;
import java.util.Optional;

/** What is promised of a lease after its grant: who accepts it, what renews it, and when it may end. */
final class Leases {
    private final Findings findings;
    private final LiveJobs jobs;
    private final Runners runners;
    private final Expiry expiry;
    private final Tally tally;

    Leases(Findings findings, LiveJobs jobs, Runners runners, Expiry expiry, Tally tally) {
        this.findings = findings;
        this.jobs = jobs;
        this.runners = runners;
        this.expiry = expiry;
        this.tally = tally;
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
        if (fact.event().getRevocation().getReason() == RevocationReason.NOT_LEASED) {
            // Of the session: what it lists is not its own. The job may be settled, or unknown.
            return;
        }
        JobStory job = findings.about(fact);
        if (job != null) {
            findings.lease(fact, job);
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

    void ended(CitedFact fact) {
        LeaseEndReason reason = fact.event().getLeaseEnd().getReason();
        tally.add(reason);
        JobStory job = findings.about(fact);
        if (job == null) {
            return;
        }
        job.last = fact.position();
        AttemptStory lease = findings.lease(fact, job);
        if (lease == null) {
            return;
        }
        switch (reason) {
            case EXPIRED -> expiry.expired(fact, lease);
            case NOT_ACCEPTED -> expiry.notAccepted(fact, lease);
            case RESULT ->
                findings.test(
                        Rule.RESULT,
                        job.resulted,
                        () -> fact.attempt() + " ends by its result, but none was accepted",
                        fact,
                        lease.grantedBy);
            case INFRASTRUCTURE -> infrastructure(fact, lease);
            default -> {}
        }
        lease.endReason = reason;
        runners.free(lease, fact.event().getAt());
        lease.share.leased--;
        job.lease = null;
    }

    private void infrastructure(CitedFact fact, AttemptStory lease) {
        if (fact.input() == null) {
            findings.unread(Rule.RESULT);
            return;
        }
        findings.test(
                Rule.RESULT,
                fact.cause()
                        .flatMap(input -> input.as(JobResult.class))
                        .filter(result -> isOf(result, fact, lease))
                        .isPresent(),
                () -> fact.attempt() + " ends for the infrastructure, but what it cites is no result of it",
                fact,
                lease.grantedBy);
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
