// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.watchdog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runner's end of the watchdog process. Safe for use by many threads. */
public final class Watchdog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final long ROUND_MILLIS = 500;
    private static final int UNANSWERED_MAX = 10;

    private final Process process;
    private final OutputStream commands;
    private final Runnable onLoss;
    private final ScheduledExecutorService rounds;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<Void>> registrations = new ConcurrentHashMap<>();
    private final Map<Long, Long> extensions = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean over;

    private Watchdog(String name, Process process, Runnable onLoss) {
        this.process = process;
        this.commands = process.getOutputStream();
        this.onLoss = onLoss;
        this.rounds = Executors.newSingleThreadScheduledExecutor(task -> daemon(name + "-watchdog", task));
        daemon(name + "-watchdog-answers", this::readAnswers).start();
    }

    /**
     * Starts a watchdog for one session.
     *
     * @param name begins the names of its threads
     * @param onLoss run once if it dies before it is closed
     * @throws WatchdogLostException when it cannot be started
     */
    public static Watchdog start(String name, String sessionId, Runnable onLoss) {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("setsid", "bash", "-c", script(), "jobstream-watchdog", sessionId));
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C");
        builder.directory(new java.io.File("/"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Watchdog watchdog = new Watchdog(name, builder.start(), onLoss);
            watchdog.await(watchdog.ready, "start");
            watchdog.beginRounds();
            return watchdog;
        } catch (IOException e) {
            throw new WatchdogLostException("The watchdog needs bash and setsid: " + e.getMessage(), e);
        }
    }

    /**
     * Has a process group watched; returns when it is.
     *
     * @param deadline in nanoseconds of {@link Uptime}
     * @param attempt what the processes of the group carry as JOBSTREAM_ATTEMPT
     */
    public void watch(long group, long deadline, String attempt) {
        CompletableFuture<Void> registration = new CompletableFuture<>();
        registrations.put(group, registration);
        try {
            send("watch " + group + " " + Uptime.toHundredths(deadline) + " " + attempt);
            await(registration, "watch");
        } finally {
            registrations.remove(group);
        }
    }

    /** Moves a deadline; never waits. */
    public void extend(long group, long deadline) {
        extensions.put(group, deadline);
    }

    /** Nothing of the group runs any more. */
    public void forget(long group) {
        extensions.remove(group);
        if (!over) {
            try {
                send("forget " + group);
            } catch (WatchdogLostException e) {
                lost(e.toString());
            }
        }
    }

    /** Ends it, and with it everything of the session that still runs. */
    @Override
    public void close() {
        over = true;
        rounds.shutdownNow();
        try {
            commands.close();
            process.waitFor(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("The watchdog's input was closed already");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    private void beginRounds() {
        var unused = rounds.scheduleWithFixedDelay(this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Counts rounds, not time: a runner that was stopped itself must not blame its watchdog. */
    private void round() {
        try {
            for (Long group : List.copyOf(extensions.keySet())) {
                Long deadline = extensions.remove(group);
                if (deadline != null) {
                    send("extend " + group + " " + Uptime.toHundredths(deadline));
                }
            }
            if (unanswered.incrementAndGet() > UNANSWERED_MAX) {
                process.destroyForcibly();
                lost("The watchdog does not answer");
            } else {
                send("ping");
            }
        } catch (WatchdogLostException e) {
            lost(e.toString());
        }
    }

    private synchronized void send(String command) {
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new WatchdogLostException("The watchdog is gone", e);
        }
    }

    private void readAnswers() {
        try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
            for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
                answered(answer);
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("The watchdog's answers ended");
        }
        lost("The watchdog is gone");
    }

    private void answered(String answer) {
        String[] words = answer.split(" ", 2);
        switch (words[0]) {
            case "ready" -> ready.complete(null);
            case "pong" -> unanswered.set(0);
            case "watching" -> {
                CompletableFuture<Void> registration = registrations.get(Long.parseLong(words[1]));
                if (registration != null) {
                    registration.complete(null);
                }
            }
            default -> log.atWarn().addKeyValue("answer", answer).log("The watchdog acted");
        }
    }

    private void lost(String why) {
        boolean first;
        synchronized (registrations) {
            first = !over;
            over = true;
        }
        WatchdogLostException loss = new WatchdogLostException(why);
        ready.completeExceptionally(loss);
        registrations.values().forEach(registration -> registration.completeExceptionally(loss));
        if (first) {
            log.atError().addKeyValue("why", why).log("The watchdog is lost");
            rounds.shutdown();
            onLoss.run();
        }
    }

    private void await(CompletableFuture<Void> answer, String what) {
        try {
            if (over) {
                throw new WatchdogLostException("The watchdog is gone");
            }
            answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new WatchdogLostException("The watchdog did not " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WatchdogLostException("Interrupted", e);
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static String script() {
        try (InputStream resource = Watchdog.class.getResourceAsStream("watchdog.bash")) {
            if (resource == null) {
                throw new IllegalStateException("watchdog.bash is missing from the program");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new WatchdogLostException("watchdog.bash cannot be read", e);
        }
    }
}
