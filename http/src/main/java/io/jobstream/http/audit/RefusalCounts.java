// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.audit;

import io.jobstream.schemas.AuditOutcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what a flood of refusals writes: of each kind and address the first in a second is told in full, the others as
 * their number when the second is over. Of more addresses than a second can hold, all that are new count as one.
 */
final class RefusalCounts implements AutoCloseable {
    private static final int KINDS_MAX = 1_000;
    private static final String MANY = "many";

    private final Told told;
    private Map<Kind, Integer> counts = new HashMap<>();
    private final ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "audit-refusals");
        thread.setDaemon(true);
        return thread;
    });

    RefusalCounts(Told told) {
        this.told = told;
    }

    private record Kind(String address, AuditOutcome outcome) {}

    /** Is told how many further refusals there were. */
    @FunctionalInterface
    interface Told {
        void tell(String address, AuditOutcome outcome, int count);
    }

    void start() {
        var unused = seconds.scheduleAtFixedRate(this::tell, 1, 1, TimeUnit.SECONDS);
    }

    /** Whether it is the first of its kind in this second; if not it is counted. */
    synchronized boolean first(String address, AuditOutcome outcome) {
        Kind kind = new Kind(address, outcome);
        if (!counts.containsKey(kind) && counts.size() >= KINDS_MAX) {
            kind = new Kind(MANY, outcome);
        }
        Integer before = counts.get(kind);
        counts.put(kind, before == null ? 0 : before + 1);
        return before == null;
    }

    /** Tells what was counted, and begins anew. */
    void tell() {
        Map<Kind, Integer> over;
        synchronized (this) {
            over = counts;
            counts = new HashMap<>();
        }
        over.forEach((kind, count) -> {
            if (count > 0) {
                told.tell(kind.address(), kind.outcome(), count);
            }
        });
    }

    @Override
    public void close() {
        seconds.shutdown();
        tell();
    }
}
