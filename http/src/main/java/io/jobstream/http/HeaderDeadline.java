// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which a request has begun whose headers do not end: a byte now and then keeps it from being
 * idle, and Jetty itself asks for a rate of bodies only.
 */
final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(HeaderDeadline.class);
    private static final int LOOKS = 5;

    private final long nanosMax;
    private final Scheduler scheduler;
    private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();
    private volatile Scheduler.@Nullable Task next;

    HeaderDeadline(Duration within, Scheduler scheduler) {
        this.nanosMax = within.toNanos();
        this.scheduler = scheduler;
    }

    /**
     * What has come on a connection.
     *
     * @param requests whose headers were read
     * @param answering whether one of them had no answer yet
     * @param bytes all, when nothing of the next request had come
     * @param since when some of it had; null before
     */
    private record Progress(
            long requests,
            boolean answering,
            long bytes,
            @Nullable Long since) {
        private static final Progress NONE = new Progress(0, false, 0, null);

        private Progress at(Connection connection, long now) {
            long read = connection.getMessagesIn();
            boolean unanswered = connection.getMessagesOut() < read;
            if (unanswered || answering || read != requests) {
                return new Progress(read, unanswered, connection.getBytesIn(), null);
            }
            boolean begun = connection.getBytesIn() > bytes;
            return begun && since == null ? new Progress(requests, false, bytes, now) : this;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, Progress.NONE);
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    @Override
    protected void doStart() {
        later();
    }

    @Override
    protected void doStop() {
        Scheduler.Task task = next;
        if (task != null) {
            task.cancel();
        }
    }

    private void later() {
        next = scheduler.schedule(this::look, nanosMax / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        for (Connection connection : connections.keySet()) {
            Progress progress = connections.computeIfPresent(connection, (same, before) -> before.at(same, now));
            if (progress != null && progress.since() != null && now - progress.since() > nanosMax) {
                log.atInfo()
                        .addKeyValue("from", connection.getEndPoint().getRemoteSocketAddress())
                        .log("Closed a connection whose headers did not end");
                connection.getEndPoint().close();
            }
        }
        if (isRunning()) {
            later();
        }
    }
}
