// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end the process, SIGTERM or SIGINT. The thread that expects it then closes what it opened, and the
 * process lasts until {@link #close()} or the longest time for that is over.
 */
public final class Termination implements AutoCloseable {
    private static final Duration CLOSING_MAX = Duration.ofSeconds(20);

    private final Duration closingMax;
    private final Thread expecting = Thread.currentThread();
    private final CompletableFuture<Void> requested = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Termination(Duration closingMax) {
        this.closingMax = closingMax;
    }

    /** From now on the process ends in order; the calling thread is interrupted when it is to end. */
    public static Termination expected() {
        return expected(Duration.ZERO);
    }

    /** The same for a process that finishes its work first, for which it may take {@code work}. */
    public static Termination expected(Duration work) {
        Termination termination = new Termination(CLOSING_MAX.plus(work));
        Runtime.getRuntime().addShutdownHook(new Thread(termination::end, "termination"));
        return termination;
    }

    public boolean requested() {
        return requested.isDone();
    }

    /** Returns when the end is asked for or {@code other} completes, normally or not. */
    public void awaitOr(CompletableFuture<?> other) {
        try {
            CompletableFuture.anyOf(requested, other.handle((done, problem) -> null))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything is closed: the process may go. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void end() {
        // The interrupt first: whoever waits for the request then has it behind it and may clear it.
        if (closed.getCount() > 0) {
            expecting.interrupt();
        }
        requested.complete(null);
        try {
            closed.await(closingMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
