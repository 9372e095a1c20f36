// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RingTest {
    private final Ring<String> ring = new Ring<>(2, 3, 100);

    @Test
    void coversWhatWasAppendedSinceItBegan() {
        ring.startsAt(0, 10);
        append(0, 10, 1);

        assertThat(ring.read(new long[] {10, -1}, 0, 9))
                .hasValueSatisfying(slice -> assertThat(slice.entries()).hasSize(1));
        assertThat(ring.read(new long[] {9, -1}, 0, 9)).isEmpty();
    }

    @Test
    void dropsTheOldestByCount() {
        for (int i = 0; i < 5; i++) {
            append(0, i, 1);
        }

        assertThat(ring.start(0)).isEqualTo(2);
        assertThat(ring.uncovered(new long[] {1, -1})).hasValue(0);
        assertThat(ring.ends()).containsExactly(5, 0);
    }

    @Test
    void dropsTheOldestByBytesButKeepsTheNewest() {
        append(0, 0, 60);
        append(1, 0, 60);
        append(0, 1, 500);

        assertThat(ring.read(new long[] {1, 1}, 0, 9).orElseThrow().entries()).hasSize(1);
    }

    private void append(int partition, long offset, int bytes) {
        ring.append(new Entry<>(partition, offset, "key", "value", bytes));
    }
}
