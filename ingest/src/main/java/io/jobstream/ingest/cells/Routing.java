// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cells;

import io.jobstream.http.ProblemException;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.submission.IdempotencyKey;
import io.jobstream.ingest.submission.Subject;
import io.jobstream.ingest.submission.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a request goes, as a whole: by what must meet in one cell, or else to any. */
public final class Routing {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Cells cells;
    private final RecentRequests recent;
    private final BooleanSupplier requestsKnown;
    private final AtomicLong turn = new AtomicLong();

    /**
     * Routes by what is known.
     *
     * @param requestsKnown whether the requests of the last day have been read
     */
    public Routing(Cells cells, RecentRequests recent, BooleanSupplier requestsKnown) {
        this.cells = cells;
        this.recent = recent;
        this.requestsKnown = requestsKnown;
    }

    /**
     * A cell.
     *
     * @param name what topics call it
     * @param settlesIn for how long another copy of the gateway may choose another one
     */
    public record Route(String name, Duration settlesIn) {}

    /**
     * The cell for a request that is not known yet.
     *
     * @throws ProblemException 503 while too little is known to tell
     */
    public Route of(Submission submission, @Nullable IdempotencyKey key, Instant now) {
        String pool = submission.subject().pool();
        boolean mustMeet = key != null || submission.grouped();
        if (cells.count(pool) > 1 && mustMeet && !requestsKnown.getAsBoolean()) {
            throw ProblemException.unavailable("The requests of the last day are still being read", RETRY_AFTER);
        }
        String identity = identity(submission, key);
        Route byHash = new Route(
                cells.nameOf(pool, identity), mustMeet ? cells.settlesIn(pool, identity, now) : Duration.ZERO);
        return submission.grouped()
                ? recent.cellOfGroups(pool, submission.subject().tenant(), now)
                        .map(home -> new Route(home, Duration.ZERO))
                        .orElse(byHash)
                : byHash;
    }

    /**
     * What must meet: the groups of a tenant, of which a request may name several; else the jobs of a branch, whose
     * failure and recovery belong together; else what has one key. Anything else meets nothing, and takes turns.
     */
    private String identity(Submission submission, @Nullable IdempotencyKey key) {
        Subject subject = submission.subject();
        if (submission.grouped()) {
            return subject.tenant();
        }
        if (!subject.repository().isEmpty()) {
            return String.join("\0", subject.tenant(), subject.repository(), subject.branch());
        }
        return key == null ? Long.toString(turn.getAndIncrement()) : String.join("\0", subject.tenant(), key.key());
    }
}
