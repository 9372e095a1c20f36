// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.Scheduler;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.state.SchedulingState;
import io.jobstream.streams.scheduling.state.Storage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler's core with one pool, as many runners and as many jobs that wait as asked for; no Kafka. Each runner
 * has one slot and runs a job. Time goes on by a millisecond every ten cycles; nothing ticks, so that no lease runs
 * out.
 */
final class LoadedPool {
    private static final String POOL = "hot";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ResourceUse NO_USE = new ResourceUse(0L, 0L, 0L);
    private static final int REQUEST_BYTES = 500;
    private static final int RESULTS_PER_MILLI = 10;

    private final LoadedPoolSize size;
    private final SchedulingState state;
    private final Scheduler scheduler;
    private final Random random;
    private final List<Seat> seats = new ArrayList<>();
    private Seat served;
    private Instant now = NOW;
    private long jobs;
    private long results;
    private long offset;

    LoadedPool(LoadedPoolSize size, long seed) {
        this.size = size;
        this.state = new SchedulingState(new NoStorage(), SchedulingPolicy.DEFAULT);
        this.scheduler = new Scheduler(state, SchedulingPolicy.DEFAULT);
        this.random = new Random(seed);
        tell(new Input.Ticked(NOW));
        for (int runner = 0; runner < size.runners(); runner++) {
            Seat seat = new Seat(runner, labels(runner % size.labelSets()));
            seats.add(seat);
            tell(seat.report(now));
        }
        for (int idle = 0; idle < size.idleLabelSets(); idle++) {
            tell(new Seat(size.runners() + idle, List.of("arch-" + idle % 20, "idle-" + idle)).report(now));
        }
        served = seats.get(0);
        for (int job = 0; job < size.runners() + size.queued(); job++) {
            tell(request(job % size.labelSets()));
        }
    }

    /** A job more, which takes the place in the queue of the one that was given away last. */
    void request() {
        tell(request(served.number % size.labelSets()));
    }

    /** Some runner's job ends, and it is given the next; the runner is told of in {@link #accept}. */
    void result() {
        now = NOW.plusMillis(++results / RESULTS_PER_MILLI);
        served = seats.get(random.nextInt(seats.size()));
        tell(served.result(now));
    }

    /** The runner that was given a job last accepts it. */
    void accept() {
        tell(served.report(now));
    }

    /** Some runner says that it is still there, and has its job. */
    void renew() {
        tell(seats.get(random.nextInt(seats.size())).report(now));
    }

    private void tell(Input input) {
        List<Fact> facts = scheduler.decide(input);
        while (!facts.isEmpty()) {
            for (Fact fact : facts) {
                state.apply(fact);
                note(fact);
            }
            facts = scheduler.proceed(List.of(POOL));
        }
        state.finish("inputs", offset++);
    }

    private void note(Fact fact) {
        if (fact instanceof Fact.LeaseGranted granted) {
            String name = granted.lease().runner().name();
            seats.get(Integer.parseInt(name)).granted(granted);
        }
    }

    private Input request(int labelSet) {
        JobSpec spec = JobSpec.newBuilder()
                .setJobId("job-" + jobs)
                .setName("build")
                .setTenant("tenant-" + random.nextInt(size.tenants()))
                .setPriority(random.nextInt(10))
                .setLabels(labels(labelSet))
                .build();
        List<RequestedJob> requested = List.of(new RequestedJob(spec, ByteBuffer.allocate(0)));
        JobRequest request = new JobRequest("request-" + jobs++, POOL, now, RequestSource.API, null, requested, null);
        return new Input.JobsRequested(request, REQUEST_BYTES);
    }

    /** Two labels, of which each is in many sets. */
    private static List<String> labels(int set) {
        return List.of("arch-" + set % 20, "size-" + set / 20);
    }

    /** A runner, and the job that it was given last. */
    private static final class Seat {
        private final int number;
        private final String session;
        private final List<String> labels;
        private long sequence;
        private @Nullable HeldAttempt held;

        private Seat(int number, List<String> labels) {
            this.number = number;
            this.session = "session-" + number;
            this.labels = labels;
        }

        private void granted(Fact.LeaseGranted granted) {
            sequence = granted.lease().sequence();
            held = new HeldAttempt(granted.job().id().value(), granted.lease().attempt(), AttemptPhase.RUNNING, NO_USE);
        }

        private Input report(Instant now) {
            RunnerReport report = RunnerReport.newBuilder()
                    .setPool(POOL)
                    .setRunnerId(Integer.toString(number))
                    .setSessionId(session)
                    .setLabels(labels)
                    .setSlots(1)
                    .setPhase(RunnerPhase.READY)
                    .setAssignmentsRead(sequence)
                    .setAttempts(held == null ? List.of() : List.of(held))
                    .build();
            return new Input.RunnerReported(report, now);
        }

        private Input result(Instant now) {
            HeldAttempt ended = held == null ? new HeldAttempt("none", 1, AttemptPhase.RUNNING, NO_USE) : held;
            return new Input.ResultReported(JobResult.newBuilder()
                    .setPool(POOL)
                    .setJobId(ended.getJobId())
                    .setAttempt(ended.getAttempt())
                    .setRunnerId(Integer.toString(number))
                    .setSessionId(session)
                    .setOutcome(Outcome.SUCCEEDED)
                    .setEndedAt(now)
                    .setUse(NO_USE)
                    .build());
        }
    }

    /** What is written is not kept: a decision reads the index on the heap, and whether an id has settled. */
    private static final class NoStorage implements Storage {
        @Override
        public byte @Nullable [] get(String key) {
            return null;
        }

        @Override
        public void put(String key, byte[] value) {}

        @Override
        public void delete(String key) {}

        @Override
        public void scan(String from, String to, int most, BiConsumer<String, byte[]> entry) {}
    }
}
