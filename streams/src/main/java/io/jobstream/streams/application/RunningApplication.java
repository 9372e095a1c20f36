// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that runs until it is closed: a thread that dies is replaced, and an application that Kafka Streams
 * gave up is started anew, ever more slowly while it keeps failing.
 */
public final class RunningApplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunningApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Application application;
    private final Intake intake;
    private final Strikes strikes;
    private final Properties properties;
    private final AbandonedTransactions abandoned;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper;
    private volatile @Nullable String failure;
    private volatile KafkaStreams streams;

    private RunningApplication(
            Application application, AvroCodec codec, StreamsProperties properties, AbandonedTransactions abandoned) {
        this.application = application;
        this.abandoned = abandoned;
        this.strikes = new Strikes(application.name());
        this.intake = new Intake(application.name(), codec, strikes);
        this.properties = properties.of(application, strikes);
        this.streams = started();
        this.keeper = new Thread(this::keep, StreamsProperties.applicationId(application) + "-keeper");
        keeper.setDaemon(true);
        keeper.start();
    }

    /**
     * Starts an application and returns at once.
     *
     * @param codec shared by the applications of a process; knows the schemas already ({@link AvroCodec#warmUp})
     */
    public static RunningApplication start(
            Application application, StreamsSettings settings, KafkaConnection connection, AvroCodec codec) {
        try (Admin admin = connection.admin("jobstream-" + application.name() + "-start")) {
            return new RunningApplication(
                    application,
                    codec,
                    new StreamsProperties(settings, connection, BrokerLimits.session(admin)),
                    new AbandonedTransactions(StreamsProperties.applicationId(application), connection));
        }
    }

    /** Ready when it processes and has set nothing aside that it should have been able to process. */
    public Health health() {
        State state = streams.state();
        String lastFailure = failure;
        Health running;
        if (state == State.RUNNING) {
            failure = null;
            running = Health.READY;
        } else {
            running = Health.notReady(
                    application.name() + " is " + state + (lastFailure == null ? "" : ", after: " + lastFailure));
        }
        return running.and(strikes.health());
    }

    /** Commits what is processed and leaves the group, so that another copy takes over at once. */
    @Override
    public void close() {
        closing.countDown();
        try {
            keeper.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(streams);
        abandoned.close();
    }

    private KafkaStreams started() {
        KafkaStreams starting = new KafkaStreams(application.topology(intake), properties);
        starting.setUncaughtExceptionHandler(this::replaceThread);
        starting.setGlobalStateRestoreListener(abandoned);
        starting.start();
        return starting;
    }

    /** Runs on the dying thread, which keeps its tasks from being taken up again too soon. */
    private StreamThreadExceptionResponse replaceThread(Throwable problem) {
        failure = problem.toString();
        Duration wait = backoff.afterFailureAt(System.nanoTime());
        log.atError()
                .setCause(problem)
                .addKeyValue("application", application.name())
                .addKeyValue("waitMillis", wait.toMillis())
                .log("a stream thread failed and is replaced");
        return closesWithin(wait)
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private void keep() {
        while (!closesWithin(Duration.ofSeconds(1))) {
            State state = streams.state();
            if (state == State.ERROR || state == State.NOT_RUNNING) {
                restart();
            }
        }
    }

    private void restart() {
        Duration wait = backoff.afterFailureAt(System.nanoTime());
        log.atError()
                .addKeyValue("application", application.name())
                .addKeyValue("waitMillis", wait.toMillis())
                .log("the application ended and is started anew");
        close(streams);
        if (closesWithin(wait)) {
            return;
        }
        try {
            streams = started();
        } catch (RuntimeException e) {
            failure = e.toString();
            log.atError()
                    .setCause(e)
                    .addKeyValue("application", application.name())
                    .log("the application could not be started");
        }
    }

    private static void close(KafkaStreams streams) {
        streams.close(
                CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    private boolean closesWithin(Duration wait) {
        try {
            return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
