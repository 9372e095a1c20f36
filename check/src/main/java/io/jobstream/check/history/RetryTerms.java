// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.schemas.AcceptedResult;
import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * After which attempts there is another, and until when.
 *
 * @param startBy when it is too late for an attempt to begin; {@link Instant#MAX} when it never is
 */
record RetryTerms(
        int attemptsMax,
        Set<Cause> causes,
        List<Integer> exitCodes,
        Duration backoff,
        Duration backoffMax,
        Instant startBy) {
    /** Of jobs that say nothing else, shared by them; by how many attempts they have. */
    private static final List<RetryTerms> PLAIN = IntStream.rangeClosed(0, 10)
            .mapToObj(attemptsMax -> new RetryTerms(
                    attemptsMax,
                    Set.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE),
                    List.of(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Instant.MAX))
            .toList();

    static RetryTerms of(Admission admission) {
        JobSpec spec = admission.getSpec();
        int attemptsMax = spec.getMaxAttempts();
        RetryTerms plain = PLAIN.get(Math.max(0, Math.min(PLAIN.size() - 1, attemptsMax)));
        RetryPolicy policy = spec.getRetry();
        Long within = spec.getStartWithinMillis();
        if (policy == null && within == null && plain.attemptsMax == attemptsMax) {
            return plain;
        }
        return new RetryTerms(
                attemptsMax,
                policy == null ? plain.causes : Set.copyOf(policy.getCauses()),
                policy == null ? plain.exitCodes : List.copyOf(policy.getExitCodes()),
                policy == null ? plain.backoff : Duration.ofMillis(policy.getBackoffMillis()),
                policy == null ? plain.backoffMax : Duration.ofMillis(policy.getBackoffMaxMillis()),
                within == null ? Instant.MAX : admission.getAcceptedAt().plusMillis(within));
    }

    boolean covers(Cause cause) {
        return causes.contains(cause);
    }

    boolean covers(AcceptedResult result) {
        boolean byCause = result.getCause() == Cause.INFRASTRUCTURE && covers(Cause.INFRASTRUCTURE);
        boolean byExitCode = result.getExitCode() != null && exitCodes.contains(result.getExitCode());
        return result.getOutcome() == Outcome.FAILED && (byCause || byExitCode);
    }

    /** How long the job waits before the attempt that follows so many that were lost or failed. */
    Duration delay(long attemptsLost) {
        Duration doubled = backoff.multipliedBy(1L << Math.max(0, Math.min(20, attemptsLost - 1)));
        return doubled.compareTo(backoffMax) < 0 ? doubled : backoffMax;
    }
}
