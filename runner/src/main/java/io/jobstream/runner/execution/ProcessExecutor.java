// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.clients.AvroCodec;
import io.jobstream.runner.logs.ChunkSink;
import io.jobstream.runner.usage.JobProcesses;
import io.jobstream.runner.watchdog.Watchdog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes attempts as processes of this machine, each under the watchdog. */
public final class ProcessExecutor implements Executor {
    private static final Logger log = LoggerFactory.getLogger(ProcessExecutor.class);
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    /**
     * An executor of one session.
     *
     * @param name begins the names of its threads
     */
    public ProcessExecutor(
            String name,
            String sessionId,
            ProcessSettings settings,
            Watchdog watchdog,
            AvroCodec codec,
            ChunkSink logs) {
        ScheduledExecutorService timers =
                Executors.newScheduledThreadPool(2, task -> daemon(name + "-attempt-timer", task));
        this.surroundings = new Surroundings(
                name, sessionId, settings, new Allotments(settings.resources()), watchdog, codec, logs, timers);
    }

    /** What the attempts of a session share. */
    record Surroundings(
            String name,
            String sessionId,
            ProcessSettings settings,
            Allotments allotments,
            Watchdog watchdog,
            AvroCodec codec,
            ChunkSink logs,
            ScheduledExecutorService timers) {}

    @Override
    public Execution start(Assigned assigned, ExecutionEvents events) {
        ProcessExecution execution = new ProcessExecution(assigned, surroundings, events);
        Thread thread = daemon(surroundings.name() + "-attempt-" + assigned.id(), () -> {
            try {
                execution.run();
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
        return execution;
    }

    @Override
    public void close() {
        if (!JobProcesses.ofSession(surroundings.sessionId()).killWithin(END_WITHIN)) {
            log.atError().addKeyValue("sessionId", surroundings.sessionId()).log("Some processes cannot be killed");
        }
        for (Thread thread : running) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        surroundings.timers().shutdownNow();
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
