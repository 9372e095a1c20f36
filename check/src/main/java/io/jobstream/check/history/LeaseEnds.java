// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.schemas.LeaseEndReason;

/** What is promised of the end of a lease: a reason that the log proves, and what may follow it. */
final class LeaseEnds {
    private final Findings findings;
    private final Runners runners;
    private final Expiry expiry;
    private final Results results;
    private final Retries retries;
    private final Tally tally;

    LeaseEnds(Findings findings, Runners runners, Expiry expiry, Results results, Retries retries, Tally tally) {
        this.findings = findings;
        this.runners = runners;
        this.expiry = expiry;
        this.results = results;
        this.retries = retries;
        this.tally = tally;
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
            case INFRASTRUCTURE, FAILED -> results.ended(fact, lease);
            default -> {}
        }
        retries.ended(fact, job, lease);
        lease.endReason = reason;
        runners.free(lease, fact.event().getAt());
        lease.share.leased--;
        job.lease = null;
    }
}
