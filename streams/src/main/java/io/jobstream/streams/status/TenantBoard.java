// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.TenantStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each tenant has of a pool, and had of it lately. It looks at each tick, not in between. */
final class TenantBoard {
    static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int TENANTS_MAX = 100;
    private static final int BUCKETS = 10;
    private static final long BUCKET_MILLIS = WINDOW.toMillis() / BUCKETS;

    private final Map<String, Tenant> tenants = new HashMap<>();
    private @Nullable Instant lookedAt;

    void queue(String name, int step) {
        tenant(name).queued += step;
    }

    /** @param counted slots that the lease counts as, with the sign of {@code step} */
    void occupy(String name, int step, int counted) {
        tenant(name).slots += step;
        tenant(name).slotsCounted += counted;
    }

    /** Tells whether the window has moved, by as much as it moves at a time, below what somebody had. */
    boolean ticked(Instant now) {
        long to = now.toEpochMilli();
        long last = lookedAt == null ? to : Math.min(to, lookedAt.toEpochMilli());
        boolean moved = last / BUCKET_MILLIS < to / BUCKET_MILLIS && !tenants.isEmpty();
        for (Tenant tenant : tenants.values()) {
            tenant.advance(last, to);
            if (tenant.queued == 0) {
                tenant.queuedSince = null;
            } else if (tenant.queuedSince == null) {
                tenant.queuedSince = now;
            }
        }
        tenants.values().removeIf(tenant -> tenant.queued == 0 && tenant.slots == 0 && tenant.lately() == 0);
        lookedAt = now;
        return moved;
    }

    /** Whoever has or had something; at most 100, who had most first. */
    List<TenantStatus> statuses() {
        return tenants.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Tenant> entry) ->
                                -entry.getValue().lately())
                        .thenComparing(Map.Entry::getKey))
                .limit(TENANTS_MAX)
                .map(entry -> new TenantStatus(
                        entry.getKey(),
                        (long) entry.getValue().queued,
                        entry.getValue().slots,
                        entry.getValue().lately()))
                .toList();
    }

    /** Jain's index of what those had who had jobs that waited all the time; null when they are fewer than two. */
    @Nullable
    Double fairness() {
        Instant now = lookedAt;
        if (now == null) {
            return null;
        }
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (Tenant tenant : tenants.values()) {
            if (tenant.queuedSince != null && !tenant.queuedSince.isAfter(now.minus(WINDOW))) {
                double share = tenant.lately();
                sum += share;
                squares += share * share;
                count++;
            }
        }
        return count < 2 || squares == 0 ? null : sum * sum / (count * squares);
    }

    private Tenant tenant(String name) {
        return tenants.computeIfAbsent(name, missing -> new Tenant());
    }

    private static final class Tenant {
        private final long[] slotMillis = new long[BUCKETS];
        private int queued;
        private int slots;
        private int slotsCounted;
        private @Nullable Instant queuedSince;

        private void advance(long last, long to) {
            for (long from = Math.max(last, to - WINDOW.toMillis()); from < to; ) {
                long end = Math.min(to, (from / BUCKET_MILLIS + 1) * BUCKET_MILLIS);
                slotMillis[bucket(from)] += (end - from) * slotsCounted;
                if (end % BUCKET_MILLIS == 0) {
                    slotMillis[bucket(end)] = 0;
                }
                from = end;
            }
        }

        private static int bucket(long millis) {
            return (int) (millis / BUCKET_MILLIS % BUCKETS);
        }

        private long lately() {
            long sum = 0;
            for (long millis : slotMillis) {
                sum += millis;
            }
            return sum;
        }
    }
}
