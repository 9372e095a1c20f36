// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.usage;

import io.jobstream.runner.usage.ProcessTable.Entry;
import io.jobstream.schemas.ResourceUse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of one attempt: those of its group, and those that left it but still carry its mark in their
 * environment.
 */
public final class JobProcesses {
    private static final long NO_GROUP = -1;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final long group;
    private final String mark;
    private final long sinceTicks;
    private final ResourceUse.Builder use = ResourceUse.newBuilder();

    /** @param sinceTicks no process of it is older, so that most need not be looked into */
    private JobProcesses(long group, String mark, long sinceTicks) {
        this.group = group;
        this.mark = mark;
        this.sinceTicks = sinceTicks;
    }

    /** Those of an attempt whose wrapper {@code group} runs and leads its group. */
    public static JobProcesses ofAttempt(long group, String attempt) {
        return new JobProcesses(group, "JOBSTREAM_ATTEMPT=" + attempt, ProcessTable.startTicks(group));
    }

    public static JobProcesses ofSession(String sessionId) {
        return new JobProcesses(NO_GROUP, "JOBSTREAM_SESSION=" + sessionId, 0);
    }

    /** Asks all of them to end. */
    public void terminate() {
        find().forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroy));
    }

    /** Kills all of them; true when none is left, false when {@code limit} passed first. */
    public boolean killWithin(Duration limit) {
        long start = System.nanoTime();
        for (List<Entry> found = find(); !found.isEmpty(); found = find()) {
            found.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    /** Measures them; what ended unseen since the last look is not in it. */
    public synchronized ResourceUse sample() {
        List<Entry> found = find();
        long memory =
                found.stream().mapToLong(entry -> entry.statusBytes("VmRSS")).sum();
        long largest = found.stream()
                .mapToLong(entry -> entry.statusBytes("VmHWM"))
                .max()
                .orElse(0);
        long cpu = found.stream().mapToLong(Entry::cpuMillis).sum();
        use.setMemoryBytes(memory)
                .setMemoryPeakBytes(Math.max(use.getMemoryPeakBytes(), Math.max(memory, largest)))
                .setCpuMillis(Math.max(use.getCpuMillis(), cpu));
        return use.build();
    }

    private List<Entry> find() {
        return ProcessTable.read().stream()
                .filter(entry -> entry.startTicks() >= sinceTicks)
                .filter(entry -> entry.group() == group || entry.carries(mark))
                .toList();
    }
}
