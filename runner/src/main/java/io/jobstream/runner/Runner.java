// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import com.fasterxml.uuid.Generators;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.runner.exchange.Ended;
import io.jobstream.runner.exchange.Identity;
import io.jobstream.runner.exchange.LogSender;
import io.jobstream.runner.exchange.Session;
import io.jobstream.runner.execution.Executor;
import io.jobstream.runner.execution.NoopExecutor;
import io.jobstream.runner.execution.ProcessExecutor;
import io.jobstream.runner.execution.ProcessSettings;
import io.jobstream.runner.session.SessionRules;
import io.jobstream.runner.watchdog.Watchdog;
import io.jobstream.topics.PoolPartitions;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner: one session, from its start until it has left. */
public final class Runner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Runner.class);
    private static final Duration HEARTBEATS_APART = Duration.ofMillis(100);
    private static final Duration KILL_MARGIN = Duration.ofSeconds(2);
    private static final Duration WATCHDOG_MARGIN = Duration.ofSeconds(1);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(10);

    private final RunnerConfig config;
    private final Identity identity;
    private final Session session;
    private final Thread thread;
    private final Deque<Closeable> open = new ArrayDeque<>();
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    private Runner(
            RunnerConfig config, KafkaConnection connection, PoolPartitions partitions, AttemptListener listener) {
        this.config = config;
        WorkDirectory directory = opened(WorkDirectory.take(config.workDirectory()));
        try {
            String sessionId = Generators.timeBasedEpochGenerator().generate().toString();
            this.identity = new Identity(
                    config.pool(),
                    config.runnerId(),
                    sessionId,
                    directory.endEarlierSession(),
                    config.labels(),
                    config.slots(),
                    config.resources().counts(),
                    version(),
                    RunnerConfig.hostName());
            directory.begin(sessionId);
            if (!config.keepWorkspaces()) {
                directory.removeLeftovers();
            }
            AvroCodec codec = AvroCodec.of(connection);
            open.push(codec::close);
            Executor executor = new ToldExecutor(executor(directory, connection, codec), listener);
            this.session = new Session(identity, rules(), executor, connection, partitions, codec);
            open.push(executor::close);
        } catch (RuntimeException e) {
            closeAll();
            throw e;
        }
        this.thread = new Thread(this::run, "runner-" + config.runnerId());
    }

    /**
     * Starts a runner; returns at once, whether Kafka is there or not.
     *
     * @throws IllegalStateException when another live runner has the work directory
     */
    public static Runner start(RunnerConfig config, KafkaConnection connection, PoolPartitions partitions) {
        return start(config, connection, partitions, AttemptListener.NONE);
    }

    public static Runner start(
            RunnerConfig config, KafkaConnection connection, PoolPartitions partitions, AttemptListener listener) {
        Runner runner = new Runner(config, connection, partitions, listener);
        runner.thread.start();
        return runner;
    }

    public String sessionId() {
        return identity.sessionId();
    }

    public Health health() {
        return session.health();
    }

    /** Completed when the session is over and nothing of it is left; exceptionally when it failed. */
    public CompletionStage<Ended> ended() {
        return ended.minimalCompletionStage();
    }

    /** Takes no more jobs and leaves when those it has are done, or killed when that takes longer than the limit. */
    public CompletionStage<Ended> drain() {
        session.drain();
        CompletableFuture.delayedExecutor(config.limits().drain().toMillis(), TimeUnit.MILLISECONDS)
                .execute(session::shutDown);
        return ended();
    }

    /**
     * Drains when this process is asked to end (SIGTERM, SIGINT), which then exits with 0. A process that cannot wait
     * is killed; its watchdog ends the jobs.
     */
    public void drainAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ended.isDone()) {
                drain();
                ended.handle((how, problem) -> problem == null).join();
                Runtime.getRuntime().halt(0);
            }
        }));
    }

    /** Kills its jobs and leaves. */
    public CompletionStage<Ended> shutDown() {
        session.shutDown();
        return ended();
    }

    /** Kills its jobs and leaves; without saying so when Kafka does not answer soon. */
    @Override
    public void close() {
        session.shutDown();
        if (!endsWithin(LEAVE_WITHIN)) {
            session.abandon();
            endsWithin(LEAVE_WITHIN);
        }
    }

    private void run() {
        Ended how = null;
        try {
            session.run();
            how = session.ended().get();
        } catch (ExecutionException e) {
            log.atWarn().addKeyValue("runnerId", config.runnerId()).log("A session did not end properly");
            closeAll();
            ended.completeExceptionally(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeAll();
            if (how != null) {
                log.atInfo()
                        .addKeyValue("runnerId", config.runnerId())
                        .addKeyValue("end", how.end())
                        .addKeyValue("why", how.message())
                        .log("A session is over");
                ended.complete(how);
            }
        }
    }

    private SessionRules rules() {
        return new SessionRules(config.slots(), config.limits().heartbeatInterval(), HEARTBEATS_APART, KILL_MARGIN);
    }

    private Executor executor(WorkDirectory directory, KafkaConnection connection, AvroCodec codec) {
        if (config.executor() == ExecutorKind.NOOP) {
            return new NoopExecutor();
        }
        String name = "runner-" + config.runnerId();
        LogSender logs = new LogSender(config.runnerId(), connection, codec);
        open.push(logs::close);
        Watchdog watchdog = Watchdog.start(name, identity.sessionId(), this::watchdogLost);
        open.push(watchdog::close);
        ProcessSettings settings = new ProcessSettings(
                directory.attempts(),
                config.keepWorkspaces(),
                config.limits().grace(),
                WATCHDOG_MARGIN,
                config.resources(),
                config.limits().logBytesMax());
        return new ProcessExecutor(name, identity.sessionId(), settings, watchdog, codec, logs);
    }

    private void watchdogLost() {
        session.watchdogLost();
    }

    private WorkDirectory opened(WorkDirectory directory) {
        open.push(directory::close);
        return directory;
    }

    private synchronized void closeAll() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("runnerId", config.runnerId())
                        .setCause(e)
                        .log("Something did not close");
            }
        }
    }

    private boolean endsWithin(Duration limit) {
        try {
            ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String version() {
        String version = Runner.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }
}
