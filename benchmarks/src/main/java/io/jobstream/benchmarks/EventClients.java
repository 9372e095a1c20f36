// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/** Many clients of one stream of server-sent events, read by one thread, and some that never read. */
final class EventClients implements AutoCloseable {
    private static final byte[] APPENDED = "\"appendedAt\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TIME_LENGTH_MAX = 40;
    private static final int BUFFER = 64 * 1024;
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(5);

    private final int port;
    private final int count;
    private final int stalledCount;
    private final List<Client> clients = new ArrayList<>();
    private final List<SocketChannel> stalled = new ArrayList<>();
    private final ConcurrentHistogram micros = new ConcurrentHistogram(HIGHEST_MICROS, 3);
    private final ConcurrentMap<String, Long> times = new ConcurrentHashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];
    private final Selector selector;
    private final Thread thread = new Thread(this::read, "event-clients");
    private volatile boolean counting;
    private volatile boolean closed;
    private volatile long lastRead = System.nanoTime();

    EventClients(int port, int count, int stalledCount) throws IOException {
        this.port = port;
        this.count = count;
        this.stalledCount = stalledCount;
        this.selector = Selector.open();
    }

    /** How far into a fact a client has read. */
    private static final class Client {
        private final byte[] time = new byte[TIME_LENGTH_MAX];
        private int matched;
        private int timeLength = -1;
        private final AtomicLong facts = new AtomicLong();
        private volatile boolean opened;
    }

    /** Connects all of them; each has been told then where it begins. */
    void connect(String path) throws IOException, InterruptedException {
        // Of this version, so that no chunk begins in the middle of a fact.
        byte[] request = ("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < stalledCount; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            stalled.add(channel);
        }
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            Client client = new Client();
            clients.add(client);
            channel.register(selector, SelectionKey.OP_READ, client);
        }
        thread.setDaemon(true);
        thread.start();
        while (!clients.stream().allMatch(client -> client.opened)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** From now on latencies count. */
    void count() {
        counting = true;
    }

    /** Returns when nothing has come for a second. */
    void awaitQuiet(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - lastRead < TimeUnit.SECONDS.toNanos(1) && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** How many facts came to the client that got the fewest. */
    long leastFacts() {
        return clients.stream().mapToLong(client -> client.facts.get()).min().orElse(0);
    }

    /** How many of those that never read have lost their connection. */
    int dropped() throws IOException {
        int dropped = 0;
        for (SocketChannel channel : stalled) {
            dropped += isClosed(channel) ? 1 : 0;
        }
        return dropped;
    }

    String latencies() {
        StringBuilder cells = new StringBuilder();
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            cells.append(cells.isEmpty() ? "" : " | ")
                    .append(String.format(Locale.ROOT, "%.0f", micros.getValueAtPercentile(percentile) / 1_000.0));
        }
        return cells.toString();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        for (SocketChannel channel : stalled) {
            channel.close();
        }
        selector.close();
    }

    /** Reads on until the end of what was sent to it, which only a dropped one has. */
    private boolean isClosed(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (System.nanoTime() - deadline < 0) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void read() {
        try {
            while (!closed) {
                selector.select(key -> {
                    try {
                        buffer.clear();
                        int length = ((SocketChannel) key.channel()).read(buffer);
                        if (length < 0) {
                            key.cancel();
                            return;
                        }
                        buffer.flip();
                        buffer.get(bytes, 0, length);
                        take((Client) key.attachment(), length);
                    } catch (IOException e) {
                        key.cancel();
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(Client client, int length) {
        long now = System.currentTimeMillis();
        lastRead = System.nanoTime();
        client.opened = true;
        for (int i = 0; i < length; i++) {
            byte each = bytes[i];
            if (client.timeLength >= 0) {
                if (each == '"') {
                    arrived(client, now);
                } else {
                    client.time[client.timeLength++] = each;
                }
            } else if (each == APPENDED[client.matched]) {
                client.matched++;
                if (client.matched == APPENDED.length) {
                    client.matched = 0;
                    client.timeLength = 0;
                }
            } else {
                client.matched = each == APPENDED[0] ? 1 : 0;
            }
        }
    }

    private void arrived(Client client, long now) {
        String time = new String(client.time, 0, client.timeLength, StandardCharsets.US_ASCII);
        client.timeLength = -1;
        client.facts.incrementAndGet();
        if (counting) {
            long appended =
                    times.computeIfAbsent(time, text -> Instant.parse(text).toEpochMilli());
            micros.recordValue(Math.max(0, now - appended) * 1_000);
        }
    }
}
