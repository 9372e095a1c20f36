// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.http.access.Permit;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket. Frames are pulled only while the socket takes them, so that a client that does not read costs no
 * memory and no thread; after a while without progress it is dropped.
 */
final class SseConnection {
    private static final Logger log = LoggerFactory.getLogger(SseConnection.class);
    private static final int FRAMES_PER_TURN = 64;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final FrameSource source;
    private final Permit permit;
    private final Executor writers;
    private final Runnable onClosed;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;
    private volatile boolean heartbeatDue;
    /** When the socket last took something or had nothing to take; 0 is never blocked. */
    private volatile long blockedSince;

    private boolean unflushed;

    SseConnection(AsyncContext async, FrameSource source, Permit permit, Executor writers, Runnable onClosed)
            throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.source = source;
        this.permit = permit;
        this.writers = writers;
        this.onClosed = onClosed;
    }

    void start() {
        async.setTimeout(0);
        async.addListener(new Ended());
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() {
                started = true;
                wake();
            }

            @Override
            public void onError(Throwable problem) {
                complete();
            }
        });
    }

    /** There may be something to send. Cheap; from any thread. */
    void wake() {
        if (!closed.get() && wakes.getAndIncrement() == 0) {
            resume();
        }
    }

    void heartbeat() {
        heartbeatDue = true;
        wake();
    }

    /** Whether the credential that it was opened with is still good. */
    boolean mayGoOn() {
        return permit.standing();
    }

    boolean blockedFor(long nanos, long now) {
        long since = blockedSince;
        return since != 0 && now - since > nanos;
    }

    /** Cuts the connection, whatever is still on its way. */
    void drop() {
        if (closed.get()) {
            return;
        }
        var request = ServletContextRequest.getServletContextRequest(async.getRequest());
        request.getConnectionMetaData().getConnection().getEndPoint().close();
        complete();
    }

    private void resume() {
        try {
            writers.execute(this::turn);
        } catch (RejectedExecutionException e) {
            complete(); // The service stops.
        }
    }

    private void turn() {
        int seen = wakes.get();
        try {
            boolean more = started && !closed.get() && write();
            if (more) {
                resume(); // Others have their turn first.
                return;
            }
        } catch (IOException | RuntimeException e) {
            log.atDebug().setCause(e).log("A client's connection ended");
            drop();
            return;
        }
        if (wakes.addAndGet(-seen) != 0) {
            resume();
        }
    }

    /** Writes what there is, and the socket takes; whether there may be more of both. */
    private boolean write() throws IOException {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            if (!out.isReady()) {
                blockedSince = blockedSince == 0 ? System.nanoTime() : blockedSince;
                return false;
            }
            blockedSince = 0;
            byte[] frame = heartbeatDue ? source.heartbeat() : source.next();
            heartbeatDue = false;
            if (frame != null) {
                out.write(frame);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else if (source.ended()) {
                complete();
                return false;
            } else {
                return false;
            }
        }
        return true;
    }

    private void complete() {
        if (!closed.get()) {
            closed();
            try {
                async.complete();
            } catch (IllegalStateException e) {
                log.atDebug().setCause(e).log("The container had ended it already");
            }
        }
    }

    private void closed() {
        if (closed.compareAndSet(false, true)) {
            onClosed.run();
        }
    }

    /** The container's word that the connection is over. */
    private final class Ended implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            closed();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            closed();
        }

        @Override
        public void onError(AsyncEvent event) {
            closed();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
