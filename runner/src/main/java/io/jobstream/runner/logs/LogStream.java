// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.logs;

import io.jobstream.schemas.LogChunk;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the output of one attempt until it ends and sends it in chunks. Runs once. */
public final class LogStream implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LogStream.class);
    private static final Duration FLUSH_AFTER = Duration.ofMillis(100);
    private static final Duration PARTIAL_AFTER = Duration.ofMillis(200);
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);

    private final FileInputStream output;
    private final LogChunk header;
    private final long bytesMax;
    private final ChunkSink sink;
    private final ChunkBuffer buffer = new ChunkBuffer();
    private CompletionStage<Void> lastSent = CompletableFuture.completedFuture(null);
    private Instant firstByteAt = Instant.EPOCH;
    private long bytesSent;
    private final AtomicLong chunks = new AtomicLong();
    private volatile boolean cut;

    /**
     * A stream of one attempt.
     *
     * @param output the reading end of a pipe; closed at the end
     * @param header names job, attempt and session
     * @param bytesMax what of the output is sent; the rest is read and thrown away
     */
    public LogStream(FileInputStream output, LogChunk header, long bytesMax, ChunkSink sink) {
        this.output = output;
        this.header = header;
        this.bytesMax = bytesMax;
        this.sink = sink;
    }

    @Override
    public void run() {
        try (output) {
            pump(output.getChannel());
        } catch (IOException e) {
            log.atDebug().addKeyValue("jobId", header.getJobId()).setCause(e).log("A log's pipe was closed");
        }
        buffer.take(true).ifPresent(this::sendWithinLimit);
        send(ByteBuffer.allocate(0), true);
    }

    /** Completed when the last chunk is durable; ask when the stream has run. */
    public CompletionStage<Void> sent() {
        return lastSent;
    }

    public long chunks() {
        return chunks.get();
    }

    public boolean cut() {
        return cut;
    }

    private void pump(FileChannel channel) throws IOException {
        long firstByte = System.nanoTime();
        while (!cut) {
            // Waits for output only when none is held back.
            if (buffer.isEmpty()) {
                if (channel.read(buffer.room()) < 0) {
                    return;
                }
                firstByte = System.nanoTime();
                firstByteAt = Instant.now();
            }
            boolean ended = fill(channel, firstByte + FLUSH_AFTER.toNanos());
            boolean partial = ended || System.nanoTime() - firstByte >= PARTIAL_AFTER.toNanos();
            buffer.take(partial).ifPresent(this::sendWithinLimit);
            if (ended) {
                return;
            }
            if (!buffer.isEmpty()) {
                // The start of a line: whole in 200 ms, or sent as it is.
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
        discard(channel);
    }

    /** What is over the limit must not hold the job up. */
    private static void discard(FileChannel channel) throws IOException {
        ByteBuffer anything = ByteBuffer.allocateDirect(ChunkBuffer.CHUNK_BYTES_MAX);
        while (channel.read(anything) >= 0) {
            anything.clear();
        }
    }

    /** Collects what comes until the buffer is full or the time to send has come. */
    private boolean fill(FileChannel channel, long until) throws IOException {
        while (!buffer.isFull()) {
            if (output.available() > 0) {
                if (channel.read(buffer.room()) < 0) {
                    return true;
                }
            } else if (System.nanoTime() - until >= 0) {
                return false;
            } else {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
        return false;
    }

    private void sendWithinLimit(ByteBuffer content) {
        if (cut) {
            return;
        }
        long room = bytesMax - bytesSent;
        if (content.remaining() > room) {
            cut = true;
            content.limit(content.position() + (int) room);
            send(content, false);
            send(note("\njobstream: the log is cut here, at its limit of " + bytesMax + " bytes\n"), false);
        } else {
            bytesSent += content.remaining();
            send(content, false);
        }
    }

    private void send(ByteBuffer content, boolean last) {
        Instant at = last ? Instant.now() : firstByteAt;
        lastSent = sink.accept(LogChunk.newBuilder(header)
                .setSequence(chunks.getAndIncrement())
                .setAt(at)
                .setContent(content)
                .setLast(last)
                .build());
        firstByteAt = Instant.now();
    }

    private static ByteBuffer note(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
