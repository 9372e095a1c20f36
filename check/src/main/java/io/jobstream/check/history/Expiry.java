// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A lease is given up for silence only when a tick is past its deadline by the clock margin. */
final class Expiry {
    /** As {@code docs/concepts.md} has it. */
    static final Duration CLOCK_MARGIN = Duration.ofSeconds(2);

    private final Findings findings;
    private final Inputs inputs;

    Expiry(Findings findings, Inputs inputs) {
        this.findings = findings;
        this.inputs = inputs;
    }

    void expired(CitedFact fact, AttemptStory lease) {
        boolean mayExpire = findings.test(
                Rule.LEASE_HOLDER,
                lease.accepted && lease.takesSlot,
                () -> fact.attempt() + " expires, but it " + (lease.accepted ? "has ended" : "was never accepted"),
                fact,
                lease.grantedBy);
        if (mayExpire) {
            test(fact, lease, lease.renewedAt.plusMillis(lease.leaseMillis), "was last renewed at " + lease.renewedAt);
        }
    }

    void notAccepted(CitedFact fact, AttemptStory lease) {
        findings.test(
                Rule.LEASE_HOLDER,
                !lease.accepted,
                () -> fact.attempt() + " was not accepted in time, but it was accepted",
                fact,
                lease.grantedBy);
        boolean sessionEnded = fact.cause()
                .flatMap(input -> input.as(RunnerHeartbeat.class))
                .map(RunnerHeartbeat::getReport)
                .map(RunnerReport::getEndedSession)
                .filter(lease.sessionId::equals)
                .isPresent();
        if (!sessionEnded) {
            test(fact, lease, lease.acceptBy, "may be accepted until " + lease.acceptBy);
        }
    }

    private void test(CitedFact fact, AttemptStory lease, Instant deadline, String because) {
        Optional<Instant> now = inputs.ticked(fact);
        if (now.isEmpty()) {
            findings.unread(Rule.EXPIRY);
            return;
        }
        findings.test(
                Rule.EXPIRY,
                !now.get().isBefore(deadline.plus(CLOCK_MARGIN)),
                () -> fact.attempt() + " is given up at " + now.get() + ", but " + because,
                fact,
                lease.grantedBy);
    }
}
