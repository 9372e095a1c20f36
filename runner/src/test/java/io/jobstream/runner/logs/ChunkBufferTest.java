// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChunkBufferTest {
    private final ChunkBuffer buffer = new ChunkBuffer();

    @Test
    void givesWholeLinesAndKeepsTheStartOfTheNext() {
        add("one\ntwo\nthr");

        assertThat(take(false)).contains("one\ntwo\n");
        assertThat(take(false)).isEmpty();
        add("ee\n");
        assertThat(take(false)).contains("three\n");
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void givesPartOfALineWhenItIsDue() {
        add("progress...");

        assertThat(take(true)).contains("progress...");
    }

    @Test
    void givesPartOfALineThatIsLongerThanAChunk() {
        add("x".repeat(ChunkBuffer.CHUNK_BYTES_MAX));

        assertThat(buffer.isFull()).isTrue();
        assertThat(take(false).orElseThrow()).hasSize(ChunkBuffer.CHUNK_BYTES_MAX);
    }

    @Test
    void hasNothingToGiveWhenNothingCame() {
        assertThat(take(true)).isEmpty();
    }

    private void add(String text) {
        buffer.room().put(text.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> take(boolean partial) {
        return buffer.take(partial)
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
    }
}
