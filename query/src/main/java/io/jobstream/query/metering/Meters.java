// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.metering;

import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.live.Live;
import io.jobstream.query.tailing.Tail;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.topics.Cell;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Metrics from the views. May be fed before a registry is there to show them. */
public final class Meters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private final Fleet fleet;
    private final Clock clock;
    private final Set<String> pools = ConcurrentHashMap.newKeySet();
    private final DemandMeters demand = new DemandMeters(meters);

    public Meters(Fleet fleet, Clock clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    public void register(MeterRegistry registry) {
        meters.add(registry);
    }

    /** Measures this copy itself. */
    public void follow(List<Tail> tails, Live live, IntSupplier jobs) {
        for (Tail tail : tails) {
            Gauge.builder("jobstream.query.lag.records", tail, Tail::lag)
                    .description("Records appended to the topics and not read yet; -1 while not known")
                    .tag("reader", tail.name())
                    .register(meters);
        }
        Gauge.builder("jobstream.query.listeners", live, Live::listeners)
                .description("Clients of event streams")
                .register(meters);
        FunctionCounter.builder("jobstream.query.listeners.dropped", live, Live::dropped)
                .description("Clients of event streams that stalled and were dropped")
                .register(meters);
        Gauge.builder("jobstream.query.jobs", jobs, IntSupplier::getAsInt)
                .description("Jobs in memory")
                .register(meters);
    }

    /** A pool, or a cell of one, is not as it was: measures the pool from now on. */
    public void pool(String name) {
        String pool = Cell.poolOf(name);
        demand.pool(pool, fleet.whole(pool).orElse(null));
        if (pools.add(pool)) {
            gauge(pool, "jobstream.pool.jobs", "state", "waiting", PoolStatus::getWaiting);
            gauge(pool, "jobstream.pool.jobs", "state", "queued", PoolStatus::getQueued);
            gauge(pool, "jobstream.pool.jobs", "state", "leased", PoolStatus::getLeased);
            gauge(pool, "jobstream.pool.runners", "state", "ready", PoolStatus::getRunnersReady);
            gauge(pool, "jobstream.pool.runners", "state", "draining", PoolStatus::getRunnersDraining);
            gauge(pool, "jobstream.pool.runners", "state", "deaf", PoolStatus::getRunnersDeaf);
            gauge(pool, "jobstream.pool.runners", "state", "lost", PoolStatus::getRunnersLost);
            gauge(pool, "jobstream.pool.slots", "state", "free", PoolStatus::getSlotsFree);
            gauge(
                    pool,
                    "jobstream.pool.slots",
                    "state",
                    "taken",
                    stated -> stated.getSlots() - (double) stated.getSlotsFree());
            gauge(pool, "jobstream.pool.oldest.wait.seconds", "state", "queued", this::oldestWaitSeconds);
            gauge(pool, "jobstream.pool.fairness", "among", "waiting", Meters::fairness);
        }
    }

    /** Counts a job that settled, and the stages of its way. */
    public void settled(JobStatus job) {
        meters.counter(
                        "jobstream.jobs.settled",
                        "pool",
                        Cell.poolOf(job.getPool()),
                        "outcome",
                        String.valueOf(job.getOutcome()),
                        "cause",
                        job.getCause() == null ? "none" : job.getCause().name())
                .increment();
        List<AttemptStatus> attempts = job.getAttempts();
        if (attempts.isEmpty()) {
            return;
        }
        stage(job, "accepted_to_queued", job.getAcceptedAt(), job.getQueuedAt());
        AttemptStatus last = attempts.get(attempts.size() - 1);
        stage(job, "queued_to_granted", job.getQueuedAt(), last.getGrantedAt());
        stage(job, "granted_to_accepted", last.getGrantedAt(), last.getAcceptedAt());
        stage(job, "accepted_to_started", last.getAcceptedAt(), last.getStartedAt());
        stage(job, "run", last.getStartedAt(), last.getEndedAt());
    }

    private void stage(JobStatus job, String stage, @Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null) {
            Duration took = Duration.between(from, to);
            Timer.builder("jobstream.job.stage")
                    .description("How long settled jobs took in each stage of their last attempt")
                    .tag("pool", Cell.poolOf(job.getPool()))
                    .tag("stage", stage)
                    .serviceLevelObjectives(BUCKETS)
                    .register(meters)
                    // The runner's clock and the log's may differ.
                    .record(took.isNegative() ? Duration.ZERO : took);
        }
    }

    private static double fairness(PoolStatus status) {
        return status.getFairness() == null ? Double.NaN : status.getFairness();
    }

    private double oldestWaitSeconds(PoolStatus status) {
        Instant now = clock.instant();
        return status.getQueues().stream()
                .map(queue -> queue.getOldestQueuedAt())
                .filter(since -> since != null)
                .mapToDouble(since -> Math.max(0, Duration.between(since, now).toMillis() / 1e3))
                .max()
                .orElse(0);
    }

    private void gauge(String pool, String name, String tag, String value, ToDoubleFunction<PoolStatus> measure) {
        Gauge.builder(
                        name,
                        fleet,
                        views -> views.whole(pool).map(measure::applyAsDouble).orElse(Double.NaN))
                .tag("pool", pool)
                .tag(tag, value)
                .register(meters);
    }
}
