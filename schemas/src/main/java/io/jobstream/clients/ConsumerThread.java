// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads with a consumer on a thread of its own, through outages: after a failure it begins anew with another one. */
public final class ConsumerThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConsumerThread.class);
    private static final long RETRY_MILLIS = 500;
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final String what;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> open;

    /**
     * Makes the thread.
     *
     * @param name of the thread
     * @param what it reads, for the log
     */
    public ConsumerThread(String name, String what, Supplier<Consumer<byte[], byte[]>> consumers, Loop loop) {
        this.what = what;
        this.consumers = consumers;
        this.thread = new Thread(() -> run(loop), name);
        thread.setDaemon(true);
    }

    /** What is done with a consumer, as long as the thread {@link #isWanted}. */
    @FunctionalInterface
    public interface Loop {
        void run(Consumer<byte[], byte[]> consumer);
    }

    public void start() {
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether it goes on. */
    public boolean isWanted() {
        return stopping.getCount() > 0;
    }

    /** Does what needs the schema registry, again and again while that does not answer. */
    public void insist(Runnable reading) {
        while (isWanted()) {
            try {
                reading.run();
                return;
            } catch (RegistryUnavailableException e) {
                log.atWarn()
                        .addKeyValue("what", what)
                        .addKeyValue("reason", e.getMessage())
                        .log("Waiting for the schema registry");
                pause();
            }
        }
    }

    /** Waits a moment, or until it is to stop. */
    public void pause() {
        try {
            boolean unused = stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Loop loop) {
        while (isWanted()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                open = consumer;
                loop.run(consumer);
            } catch (WakeupException e) {
                // Stopping, which the loop sees.
            } catch (InvalidOffsetException e) {
                log.atInfo()
                        .addKeyValue("what", what)
                        .addKeyValue("reason", e.getMessage())
                        .log("Retention overtook the reading; beginning anew");
            } catch (KafkaException e) {
                log.atWarn()
                        .addKeyValue("what", what)
                        .addKeyValue("reason", e.toString())
                        .log("Not readable; trying again");
            } catch (RuntimeException e) {
                log.atError().setCause(e).addKeyValue("what", what).log("Reading failed; beginning anew");
            } finally {
                open = null;
            }
            pause();
        }
    }
}
