// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.RunnerDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many slots the jobs of a pool want, by what they ask for. Kept up with each change at O(1); what is remembered of
 * a requirement set goes when it has no jobs and had none for five minutes.
 */
final class DemandBoard {
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** What waits is to be begun within that. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int SETS_MAX = 100;

    /** The last of them is under way. */
    private static final int BUCKETS = 11;

    private static final long BUCKET_MILLIS = WINDOW.toMillis() / (BUCKETS - 1);

    private final Map<String, Demand> sets = new HashMap<>();
    private long lookedAt;

    void queue(String set, int step) {
        demand(set).queued += step;
    }

    /** Of what is queued, so many more could not begin if there were a runner. */
    void holdBack(String set, int step) {
        demand(set).heldBack += step;
    }

    void occupy(String set, int step) {
        demand(set).slotsTaken += step;
    }

    /** A job came to wait for a runner for the first time. */
    void arrived(String set, Instant at) {
        demand(set).arrived(at.toEpochMilli() / BUCKET_MILLIS);
    }

    /** An attempt ended by itself. */
    void ran(String set, Duration took) {
        demand(set).durations.add(Math.max(0, took.toMillis()));
    }

    /** Tells whether the window has moved, by as much as it moves at a time, over what somebody wants. */
    boolean ticked(Instant now) {
        long bucket = now.toEpochMilli() / BUCKET_MILLIS;
        if (bucket <= lookedAt) {
            return false;
        }
        lookedAt = bucket;
        boolean any = !sets.isEmpty();
        sets.values().forEach(demand -> demand.moveTo(bucket));
        sets.values().removeIf(demand -> demand.queued == 0 && demand.slotsTaken == 0 && demand.arrivals() == 0);
        return any;
    }

    List<RunnerDemand> statuses(Instant now) {
        return sets.entrySet().stream()
                .map(entry -> entry.getValue().status(entry.getKey(), now.toEpochMilli()))
                .sorted(Comparator.comparingLong((RunnerDemand demand) -> -demand.getQueued())
                        .thenComparingInt(demand -> -demand.getSlotsWanted())
                        .thenComparing(RunnerDemand::getRequirementSet))
                .limit(SETS_MAX)
                .toList();
    }

    private Demand demand(String set) {
        return sets.computeIfAbsent(set, missing -> new Demand(lookedAt));
    }

    private static final class Demand {
        private final long[] arrivals = new long[BUCKETS];
        private final Durations durations = new Durations();
        private long newest;
        private long queued;
        private long heldBack;
        private int slotsTaken;

        Demand(long bucket) {
            newest = bucket;
        }

        private void arrived(long bucket) {
            moveTo(bucket);
            if (bucket > newest - BUCKETS) {
                arrivals[(int) (bucket % BUCKETS)]++;
            }
        }

        private void moveTo(long bucket) {
            for (long next = Math.max(newest + 1, bucket - BUCKETS + 1); next <= bucket; next++) {
                arrivals[(int) (next % BUCKETS)] = 0;
            }
            newest = Math.max(newest, bucket);
        }

        private long arrivals() {
            long sum = 0;
            for (long each : arrivals) {
                sum += each;
            }
            return sum;
        }

        private RunnerDemand status(String set, long now) {
            long covered = WINDOW.toMillis() + Math.max(0, Math.min(BUCKET_MILLIS, now - newest * BUCKET_MILLIS));
            double perSecond = arrivals() * 1e3 / covered;
            Long expected = durations.mean();
            return new RunnerDemand(set, slotsTaken, queued, perSecond, expected, wanted(perSecond, expected));
        }

        private int wanted(double perSecond, @Nullable Long expected) {
            long ready = queued - heldBack;
            if (expected == null) {
                return saturated(slotsTaken + ready);
            }
            long steady = Math.round(perSecond * expected / 1e3);
            // Beyond any long it is more than there are jobs.
            long soon = (long) Math.ceil((double) ready * expected / PATIENCE.toMillis());
            return saturated(Math.max(steady, slotsTaken + Math.min(ready, soon)));
        }

        private static int saturated(long slots) {
            return (int) Math.min(Integer.MAX_VALUE, slots);
        }
    }
}
