// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Permit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everyone who listens: wakes them, keeps their connections alive, and drops those that stall. */
final class Clients implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Clients.class);
    private static final int WRITERS = 2;
    private static final long SWEEP_MILLIS = 500;

    /** What a client is given between two wakes, of the time of the threads that write: 30 ms for a thousand. */
    private static final long NANOS_EACH = 30_000;

    private final Limits limits;
    private final Set<SseConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile long wokenAt = System.nanoTime();
    private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(WRITERS, runnable -> {
        Thread thread = new Thread(runnable, "query-events");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param clientsMax how many may listen at a time
     * @param heartbeat how often a comment is sent
     * @param stalled for how long a client may take nothing
     */
    record Limits(int clientsMax, Duration heartbeat, Duration stalled) {}

    @SuppressWarnings("FutureReturnValueIgnored") // They run until the pool is shut down.
    Clients(Limits limits) {
        this.limits = limits;
        long heartbeat = limits.heartbeat().toMillis();
        writers.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        writers.scheduleWithFixedDelay(
                () -> connections.forEach(SseConnection::heartbeat), heartbeat, heartbeat, TimeUnit.MILLISECONDS);
    }

    /** Turns the request into a stream. The source is given what wakes its client. */
    void open(Context ctx, Function<Runnable, FrameSource> source) {
        if (connections.size() >= limits.clientsMax()) {
            throw ProblemException.unavailable(
                    "There are " + limits.clientsMax() + " listeners already", Duration.ofSeconds(5));
        }
        ctx.status(200)
                .contentType("text/event-stream; charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no");
        Wake wake = new Wake();
        FrameSource frames = source.apply(wake);
        try {
            SseConnection connection = new SseConnection(
                    ctx.req().startAsync(ctx.req(), ctx.res()), frames, Permit.of(ctx), writers, wake::ended);
            wake.connection = connection;
            connections.add(connection);
            // Javalin would end the response when the handler returns: this future never completes, the connection
            // does.
            ctx.future(CompletableFuture::new);
            connection.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Wakes everyone, at once or as soon as those who were woken last have had the time: each wake is a write to each
     * of them, and what comes meanwhile goes with the next.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It runs, or the service stops.
    void wakeAll() {
        if (waking.compareAndSet(false, true)) {
            long wait = NANOS_EACH * connections.size() - (System.nanoTime() - wokenAt);
            try {
                writers.schedule(this::wakeNow, Math.max(0, wait), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                log.atDebug().log("The service stops");
            }
        }
    }

    private void wakeNow() {
        wokenAt = System.nanoTime();
        waking.set(false);
        connections.forEach(SseConnection::wake);
    }

    int count() {
        return connections.size();
    }

    /** Clients that stalled, since the start. */
    long dropped() {
        return dropped.get();
    }

    /** Lets everyone go, who will come back and go on. */
    void dropAll() {
        connections.forEach(SseConnection::drop);
    }

    @Override
    public void close() {
        dropAll();
        writers.shutdownNow();
    }

    /** Also wakes everyone: a stream may end because time has passed. */
    private void sweep() {
        long now = System.nanoTime();
        for (SseConnection connection : connections) {
            if (!connection.mayGoOn()) {
                log.atInfo().log("Dropped a client whose credential is no longer good");
                connection.drop();
            } else if (connection.blockedFor(limits.stalled().toNanos(), now)) {
                log.atInfo()
                        .addKeyValue("stalledMillis", limits.stalled().toMillis())
                        .log("Dropped a stalled client");
                dropped.incrementAndGet();
                connection.drop();
            } else {
                connection.wake();
            }
        }
    }

    /** Wakes a connection that is made after its source. */
    private final class Wake implements Runnable {
        private volatile @org.jspecify.annotations.Nullable SseConnection connection;

        @Override
        public void run() {
            SseConnection woken = connection;
            if (woken != null) {
                woken.wake();
            }
        }

        private void ended() {
            SseConnection over = connection;
            if (over != null) {
                connections.remove(over);
            }
        }
    }
}
