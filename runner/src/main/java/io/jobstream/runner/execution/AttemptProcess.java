// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.execution.ProcessExecutor.Surroundings;
import io.jobstream.runner.logs.LogStream;
import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.usage.JobProcesses;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Checkout;
import io.jobstream.schemas.JobWork;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.ResourceUse;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of one attempt: the wrapper that leads their group, and all that it starts. */
final class AttemptProcess {
    private static final Logger log = LoggerFactory.getLogger(AttemptProcess.class);
    private static final Duration KILL_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOG_WITHIN = Duration.ofSeconds(5);
    private static final String WRAPPER = wrapper();

    private final AttemptId id;
    private final Surroundings surroundings;
    private final Process wrapper;
    private final JobProcesses processes;
    private final LogStream logStream;
    private final Thread logThread;
    private final List<Future<?>> timers = new ArrayList<>();
    private volatile ResourceUse use = ResourceUse.newBuilder().build();
    private volatile boolean timedOut;
    private volatile boolean killed;
    private boolean over;

    private AttemptProcess(AttemptId id, Surroundings surroundings, Process wrapper, LogStream logStream) {
        this.id = id;
        this.surroundings = surroundings;
        this.wrapper = wrapper;
        this.processes = JobProcesses.ofAttempt(wrapper.pid(), id.toString());
        this.logStream = logStream;
        this.logThread = ProcessExecutor.daemon(surroundings.name() + "-log-" + id, logStream);
    }

    /** Starts the wrapper, which waits for {@link #go}. */
    static AttemptProcess start(
            Assigned assigned,
            JobWork work,
            Map<String, String> environment,
            AttemptDirectory directory,
            Surroundings surroundings)
            throws IOException {
        AttemptId id = assigned.id();
        LogChunk header = LogChunk.newBuilder()
                .setJobId(id.jobId())
                .setAttempt(id.attempt())
                .setSessionId(surroundings.sessionId())
                .setSequence(0)
                .setAt(Instant.now())
                .setContent(ByteBuffer.allocate(0))
                .build();
        // Opened for both, a named pipe opens at once; its end comes when the last writer is gone.
        try (RandomAccessFile open = new RandomAccessFile(directory.output(), "rw")) {
            log.atTrace().addKeyValue("pipe", open.getFD()).log("The pipe is open");
            FileInputStream output = new FileInputStream(directory.output());
            LogStream stream =
                    new LogStream(output, header, surroundings.settings().logBytesMax(), surroundings.logs());
            try {
                Process wrapper = builder(work, environment, directory).start();
                AttemptProcess process = new AttemptProcess(id, surroundings, wrapper, stream);
                process.logThread.start();
                return process;
            } catch (IOException e) {
                output.close();
                throw e;
            }
        }
    }

    /** Returns when the watchdog watches; until then nothing of the job runs. */
    void watch(long deadline) {
        surroundings.watchdog().watch(wrapper.pid(), watchdogDeadline(deadline), id.toString());
    }

    void extend(long deadline) {
        surroundings.watchdog().extend(wrapper.pid(), watchdogDeadline(deadline));
    }

    void go(Duration timeLimit) throws IOException {
        timer(this::timeOut, timeLimit.toMillis());
        for (long first : new long[] {100, 400}) {
            timer(this::sample, first);
        }
        timers.add(surroundings.timers().scheduleWithFixedDelay(this::sample, 1_000, 1_000, TimeUnit.MILLISECONDS));
        if (!killed) {
            wrapper.getOutputStream().write("go\n".getBytes(StandardCharsets.UTF_8));
        }
        wrapper.getOutputStream().close();
    }

    /** Ends the processes: asks and then kills, or kills. Returns at once. */
    void kill(boolean atOnce) {
        killed = true;
        if (!atOnce) {
            surroundings.timers().execute(processes::terminate);
        }
        timer(
                () -> processes.killWithin(KILL_WITHIN),
                atOnce ? 0 : surroundings.settings().grace().toMillis());
    }

    ResourceUse use() {
        return use;
    }

    /** Waits until nothing of the attempt is left. */
    Ending await(Runnable running) throws IOException {
        WrapperReport report = WrapperReport.read(wrapper.getInputStream(), running);
        awaitExit();
        Instant endedAt = Instant.now();
        endAll();
        finishLog();
        ResourceUse total = ResourceUse.newBuilder(use)
                .setMemoryBytes(0)
                .setCpuMillis(Math.max(use.getCpuMillis(), report.cpuMillis()))
                .build();
        return ending(report, endedAt, total).withLog(logStream.chunks(), logStream.cut());
    }

    void cleanUp() {
        if (!over) {
            endAll();
        }
        timers.forEach(timer -> timer.cancel(false));
    }

    private Ending ending(WrapperReport report, Instant endedAt, ResourceUse total) {
        Integer status = report.exitStatus();
        if (timedOut) {
            return new Ending(
                    Outcome.TIMED_OUT,
                    Cause.TIMEOUT,
                    null,
                    "Its time limit passed",
                    report.runningAt(),
                    endedAt,
                    total,
                    0,
                    false);
        }
        if (status == null) {
            String message = report.unprepared()
                    ? "The checkout failed: see the log"
                    : killed ? "It was killed" : "Its processes were killed from outside the runner";
            return new Ending(
                    Outcome.FAILED, Cause.INFRASTRUCTURE, null, message, report.runningAt(), endedAt, total, 0, false);
        }
        boolean succeeded = status == 0;
        return new Ending(
                succeeded ? Outcome.SUCCEEDED : Outcome.FAILED,
                succeeded ? null : Cause.SCRIPT,
                status,
                succeeded ? "" : "The script exited with " + status,
                report.runningAt(),
                endedAt,
                total,
                0,
                false);
    }

    private void timeOut() {
        timedOut = true;
        kill(false);
    }

    private void sample() {
        use = processes.sample();
    }

    private void endAll() {
        over = processes.killWithin(KILL_WITHIN);
        if (!over) {
            log.atError().addKeyValue("attempt", id).log("Some processes cannot be killed");
        }
        // At once: the group's number may soon be someone else's.
        surroundings.watchdog().forget(wrapper.pid());
    }

    private void awaitExit() {
        try {
            wrapper.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last chunk is on its way before the result is; a log that Kafka does not take is given up. */
    private void finishLog() {
        try {
            logThread.join(LOG_WITHIN.toMillis());
            if (logThread.isAlive()) {
                logThread.interrupt();
                logThread.join(LOG_WITHIN.toMillis());
            }
            logStream.sent().toCompletableFuture().get(LOG_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().addKeyValue("attempt", id).setCause(e).log("The end of a log was lost");
        }
    }

    private synchronized void timer(Runnable task, long afterMillis) {
        timers.add(surroundings.timers().schedule(task, afterMillis, TimeUnit.MILLISECONDS));
    }

    private long watchdogDeadline(long deadline) {
        return deadline - surroundings.settings().watchdogMargin().toNanos();
    }

    private static ProcessBuilder builder(JobWork work, Map<String, String> environment, AttemptDirectory directory) {
        Checkout checkout = work.getCheckout();
        ProcessBuilder builder = new ProcessBuilder(
                "setsid",
                "bash",
                // Nothing in the job's environment may run before the watchdog watches.
                "-p",
                "-c",
                WRAPPER,
                "jobstream-attempt",
                directory.path().toString(),
                checkout == null ? "" : checkout.getUrl(),
                checkout == null ? "" : checkout.getRef());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(directory.workspace().toFile());
        builder.redirectError(directory.output());
        return builder;
    }

    private static String wrapper() {
        try (InputStream resource = AttemptProcess.class.getResourceAsStream("attempt.bash")) {
            if (resource == null) {
                throw new IllegalStateException("attempt.bash is missing from the program");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("attempt.bash cannot be read", e);
        }
    }
}
