// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.metrics;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;

/** Adds a settled job to a window. */
final class Tally {
    private static final int SKETCH_K = 200;
    private static final Set<LeaseEndReason> LOST = Set.of(
            LeaseEndReason.EXPIRED,
            LeaseEndReason.RESULT_MISSING,
            LeaseEndReason.SESSION_ENDED,
            LeaseEndReason.INFRASTRUCTURE,
            LeaseEndReason.FAILED);

    private Tally() {}

    static JobMetrics add(Window window, @Nullable JobMetrics before, JobStatus job, Instant now) {
        JobMetrics.Builder sum = before == null ? empty(window) : JobMetrics.newBuilder(before);
        sum.setJobs(sum.getJobs() + 1)
                .setOutcomes(counted(sum.getOutcomes(), job.getOutcome().name()))
                .setAttemptsLost(sum.getAttemptsLost() + attemptsLost(job))
                .setCpuMillis(sum.getCpuMillis() + cpuMillis(job))
                .setUpdatedAt(now);
        if (job.getCause() != null) {
            sum.setCauses(counted(sum.getCauses(), job.getCause().name()));
        }
        queueMillis(job).ifPresent(millis -> sum.setQueueMillis(updated(sum.getQueueMillis(), millis)));
        runMillis(job).ifPresent(millis -> sum.setRunMillis(updated(sum.getRunMillis(), millis)));
        return sum.build();
    }

    private static JobMetrics.Builder empty(Window window) {
        return JobMetrics.newBuilder()
                .setDimensions(window.dimensions())
                .setWindowStart(window.start())
                .setWindowMillis(window.length().toMillis())
                .setJobs(0)
                .setOutcomes(Map.of())
                .setCauses(Map.of())
                .setAttemptsLost(0)
                .setQueueMillis(bytes(sketch()))
                .setRunMillis(bytes(sketch()))
                .setCpuMillis(0);
    }

    private static Map<String, Long> counted(Map<String, Long> before, String name) {
        Map<String, Long> counts = new TreeMap<>(before);
        counts.merge(name, 1L, Long::sum);
        return counts;
    }

    private static long attemptsLost(JobStatus job) {
        return job.getAttempts().stream()
                .filter(attempt -> attempt.getAcceptedAt() != null && LOST.contains(attempt.getEndReason()))
                .count();
    }

    private static long cpuMillis(JobStatus job) {
        return job.getAttempts().stream()
                .filter(attempt -> attempt.getOutcome() != null && attempt.getUse() != null)
                .mapToLong(attempt -> attempt.getUse().getCpuMillis())
                .sum();
    }

    private static OptionalLong queueMillis(JobStatus job) {
        AttemptStatus last = last(job);
        return last == null ? OptionalLong.empty() : between(job.getQueuedAt(), last.getAcceptedAt());
    }

    private static OptionalLong runMillis(JobStatus job) {
        AttemptStatus last = last(job);
        return last == null || last.getEndReason() != LeaseEndReason.RESULT
                ? OptionalLong.empty()
                : between(last.getAcceptedAt(), last.getEndedAt());
    }

    /** Clocks of broker and runner differ a little: never less than nothing. */
    private static OptionalLong between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, Duration.between(from, to).toMillis()));
    }

    private static @Nullable AttemptStatus last(JobStatus job) {
        List<AttemptStatus> attempts = job.getAttempts();
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    private static KllDoublesSketch sketch() {
        return KllDoublesSketch.newHeapInstance(SKETCH_K);
    }

    private static ByteBuffer updated(ByteBuffer before, long value) {
        byte[] bytes = new byte[before.remaining()];
        before.duplicate().get(bytes);
        KllDoublesSketch sketch = KllDoublesSketch.heapify(Memory.wrap(bytes));
        sketch.update((double) value);
        return bytes(sketch);
    }

    private static ByteBuffer bytes(KllDoublesSketch sketch) {
        return ByteBuffer.wrap(sketch.toByteArray());
    }
}
