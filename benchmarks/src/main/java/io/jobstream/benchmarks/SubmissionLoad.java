// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Submits one job at a time at a fixed rate, as an open loop of one thread over connections that stay: what a load
 * costs on two cores is taken from what it measures. Each connection has one request under way; when all have, the next
 * waits and is charged for it.
 */
final class SubmissionLoad implements AutoCloseable {
    private static final int CONNECTIONS = 128;
    private static final int ANSWER_BYTES_MAX = 16 * 1024;
    private static final String LENGTH = "content-length:";
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(60);

    private final List<byte[]> requests = new ArrayList<>();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final Selector selector;
    private final Latencies latencies = new Latencies();
    private long failed;
    private String failure = "";

    /** To several pools in turn, with a credential; null for none. */
    SubmissionLoad(URI server, @Nullable String token, int pools) throws IOException {
        for (int pool = 0; pool < pools; pool++) {
            String body = "{\"name\":\"benchmark\",\"pool\":\"bench-" + pool + "\",\"script\":\"true\"}";
            String request = "POST /v1/jobs HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n"
                    + (token == null ? "" : "Authorization: Bearer " + token + "\r\n") + "\r\n" + body;
            requests.add(request.getBytes(StandardCharsets.US_ASCII));
        }
        selector = Selector.open();
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channels.add(channel);
            idle.add(new Connection(channel.register(selector, SelectionKey.OP_READ)));
        }
    }

    /** What is under way on a connection, if anything is. */
    private static final class Connection {
        private final SelectionKey key;
        private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
        private long intended;
        private boolean counts;

        private Connection(SelectionKey key) {
            this.key = key;
            key.attach(this);
        }

        private SocketChannel channel() {
            return (SocketChannel) key.channel();
        }

        /** The status, once the whole answer is here; 0 before. */
        private int status() {
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return 0;
            }
            return answer.position() < head + 4 + length(text, head) ? 0 : Integer.parseInt(text.substring(9, 12));
        }

        private static int length(String text, int head) {
            for (int line = text.indexOf("\r\n"); line < head; line = text.indexOf("\r\n", line + 2)) {
                if (text.regionMatches(true, line + 2, LENGTH, 0, LENGTH.length())) {
                    int end = text.indexOf("\r\n", line + 2);
                    return Integer.parseInt(
                            text.substring(line + 2 + LENGTH.length(), end).strip());
                }
            }
            throw new IllegalStateException("An answer without a length: " + text);
        }
    }

    /** Returns when all have been answered; {@code countsFrom} is called before the first that counts. */
    void run(double perSecond, Duration warmUp, Duration measured, Runnable countsFrom) throws IOException {
        long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        long begin = System.nanoTime();
        long counted = begin + warmUp.toNanos();
        long end = counted + measured.toNanos();
        boolean counts = false;
        int sent = 0;
        for (long intended = begin; intended - end < 0; intended += interval) {
            if (!counts && intended - counted >= 0) {
                counts = true;
                countsFrom.run();
            }
            awaitMoment(intended);
            send(requests.get(sent++ % requests.size()), intended, counts);
        }
        long patience = System.nanoTime() + LAST_ANSWERS.toNanos();
        while (idle.size() < CONNECTIONS && System.nanoTime() - patience < 0) {
            selector.select(this::read, 10);
        }
        failed += CONNECTIONS - idle.size();
    }

    Latencies latencies() {
        return latencies;
    }

    /** How many were not answered by 202. */
    long failed() {
        return failed;
    }

    /** One answer of them; empty without any. */
    String failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }

    /** Reads answers until it is time and a connection is idle. */
    private void awaitMoment(long intended) throws IOException {
        selector.selectNow(this::read);
        for (long now = System.nanoTime(); now - intended < 0; now = System.nanoTime()) {
            LockSupport.parkNanos(intended - now);
            selector.selectNow(this::read);
        }
        while (idle.isEmpty()) {
            selector.select(this::read, LAST_ANSWERS.toMillis());
        }
    }

    private void send(byte[] request, long intended, boolean counts) throws IOException {
        Connection connection = idle.remove();
        connection.intended = intended;
        connection.counts = counts;
        connection.answer.clear();
        if (connection.channel().write(ByteBuffer.wrap(request)) < request.length) {
            throw new IOException("A request did not fit into the buffer of an idle connection");
        }
    }

    private void read(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.channel().read(connection.answer) < 0) {
                throw new IOException("A connection was closed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int status = connection.status();
        if (status == 0) {
            return;
        }
        long now = System.nanoTime();
        if (status != 202) {
            failed++;
            failure = new String(connection.answer.array(), 0, connection.answer.position(), StandardCharsets.UTF_8);
        } else if (connection.counts) {
            latencies.record(connection.intended, now, now);
        }
        idle.add(connection);
    }
}
