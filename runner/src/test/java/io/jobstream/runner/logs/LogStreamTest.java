// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.LogChunk;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamTest {
    private final List<LogChunk> sent = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void sendsEverythingInChunksThatEndWithALine() throws IOException {
        String line = "a line of some length, again and again\n";
        String output = line.repeat(10_000);

        LogStream stream = run(output, 1L << 30);

        assertThat(text()).isEqualTo(output);
        assertThat(sent)
                .hasSizeGreaterThan(5)
                .allSatisfy(chunk -> assertThat(chunk.getContent().remaining() % line.length())
                        .isZero());
        assertThat(stream.cut()).isFalse();
        assertThat(stream.chunks()).isEqualTo(sent.size());
    }

    @Test
    void endsWithAnEmptyLastChunkAndCountsFromZero() throws IOException {
        run("one\n", 100);

        assertThat(sent).extracting(LogChunk::getSequence).containsExactly(0L, 1L);
        assertThat(sent).extracting(LogChunk::getLast).containsExactly(false, true);
    }

    @Test
    void sendsALastChunkOfAnEmptyLogToo() throws IOException {
        run("", 100);

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).getLast()).isTrue();
    }

    @Test
    void sendsALastLineWithoutAnEnd() throws IOException {
        run("one\ntwo", 100);

        assertThat(text()).isEqualTo("one\ntwo");
    }

    @Test
    void cutsAtTheLimitWithANote() throws IOException {
        LogStream stream = run("0123456789\n".repeat(50_000), 100_000);

        assertThat(stream.cut()).isTrue();
        assertThat(text()).startsWith("0123456789\n").endsWith("its limit of 100000 bytes\n");
        assertThat(text().length()).isBetween(100_000, 100_100);
        assertThat(sent.get(sent.size() - 1).getLast()).isTrue();
    }

    @Test
    void sendsAnOutputThatIsJustWithinTheLimitWithoutANote() throws IOException {
        LogStream stream = run("0123456789", 10);

        assertThat(stream.cut()).isFalse();
        assertThat(text()).isEqualTo("0123456789");
    }

    private LogStream run(String output, long limit) throws IOException {
        Path file = Files.writeString(directory.resolve("output"), output);
        LogChunk header = LogChunk.newBuilder()
                .setJobId("job")
                .setAttempt(1)
                .setSessionId("session")
                .setSequence(0)
                .setAt(Instant.EPOCH)
                .setContent(ByteBuffer.allocate(0))
                .build();
        LogStream stream = new LogStream(new FileInputStream(file.toFile()), header, limit, chunk -> {
            sent.add(chunk);
            return CompletableFuture.completedFuture(null);
        });
        stream.run();
        return stream;
    }

    private String text() {
        return sent.stream()
                .map(chunk -> StandardCharsets.UTF_8
                        .decode(chunk.getContent().duplicate())
                        .toString())
                .collect(Collectors.joining());
    }
}
