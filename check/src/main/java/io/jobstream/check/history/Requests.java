// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether each request was answered: when a later one is decided, its jobs are known, or it is among the dead letters.
 */
final class Requests {
    /** By how much clocks of gateways and brokers may differ, as the scheduler takes it. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final Verdict verdict;
    private final Tally tally;
    private final LiveJobs jobs;
    private final LongPredicate setAside;

    /** The one before the newest that was read may still be followed by facts. */
    private @Nullable InputRecord undecided;

    private @Nullable Instant begin;

    Requests(Verdict verdict, Tally tally, LiveJobs jobs, LongPredicate setAside) {
        this.verdict = verdict;
        this.tally = tally;
        this.jobs = jobs;
        this.setAside = setAside;
    }

    /** The first fact that is read. */
    void begin(Instant stamp) {
        if (begin == null) {
            begin = stamp;
        }
    }

    /** A request up to one that a fact cites: those before it have been decided. */
    void read(InputRecord request) {
        if (undecided != null) {
            answered(undecided);
        }
        undecided = request;
    }

    /** A request behind the last that a fact cites; tells whether it is answered all the same. */
    boolean left(InputRecord request) {
        boolean answered =
                setAside.test(request.position().offset()) || unknown(request).isEmpty();
        if (!answered && undecided == null && !jobs.allKnown()) {
            // It may have been decided before what was read.
            tally.add(Counted.REQUESTS_UNJUDGED, 1);
            return true;
        }
        if (!answered) {
            tally.add(Counted.REQUESTS_PENDING, 1);
        }
        return answered;
    }

    /** Reading has ended; the last one that facts cite has been decided unless they were cut off there. */
    void end(boolean cutOff) {
        if (undecided != null && !cutOff) {
            answered(undecided);
        }
    }

    private void answered(InputRecord request) {
        if (setAside.test(request.position().offset())) {
            verdict.test(Rule.REQUEST_ANSWERED, true, () -> "", List.of());
            return;
        }
        Optional<String> unknown = unknown(request);
        if (unknown.isPresent() && !mustBeKnown(request)) {
            tally.add(Counted.REQUESTS_UNJUDGED, 1);
            return;
        }
        verdict.test(
                Rule.REQUEST_ANSWERED,
                unknown.isEmpty(),
                () -> "a request was passed over: " + unknown.orElseThrow(),
                List.of(request.position()));
    }

    /**
     * Of a log that is read from its middle, only of what was asked for later: of the rest, the answer may stand
     * before.
     */
    private boolean mustBeKnown(InputRecord request) {
        if (jobs.allKnown()) {
            return true;
        }
        Instant from = begin;
        return from != null
                && request.as(JobRequest.class)
                        .filter(asked -> asked.getIdempotency() == null)
                        .filter(asked -> asked.getAcceptedAt().isAfter(from.plus(CLOCKS_APART)))
                        .isPresent();
    }

    /** What the log does not know of it; empty when it knows every job. */
    private Optional<String> unknown(InputRecord request) {
        Optional<JobRequest> asked = request.as(JobRequest.class);
        if (asked.isEmpty()) {
            return Optional.of("it cannot be read, and is not among the dead letters");
        }
        return asked.get().getJobs().stream()
                .map(job -> job.getSpec().getJobId())
                .filter(id -> !jobs.has(id))
                .findFirst()
                .map(id -> "the log does not know its job " + id);
    }
}
