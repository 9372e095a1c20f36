// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import java.util.function.LongConsumer;

/** Some of a table's rows, found by open addressing. A row is its key in two longs, then its values. */
final class Segment {
    static final int KEY_HIGH = 0;
    static final int KEY_LOW = 1;
    static final int WORDS = 5;
    private static final int ROWS_MIN = 8;

    private long[] words = new long[0];
    private int rows;
    private int used;

    /** Where the row with this key begins; negative when there is none. */
    int find(long high, long low) {
        if (used == 0) {
            return -1;
        }
        int at = place(high, low);
        return isFree(at) ? -1 : at;
    }

    /** Where a new row with this key begins, all its values 0. The key must not be there, nor be all zeros. */
    int insert(long high, long low) {
        if ((used + 1) * 20L > rows * 17L) {
            grow();
        }
        int at = place(high, low);
        words[at + KEY_HIGH] = high;
        words[at + KEY_LOW] = low;
        used++;
        return at;
    }

    long get(int at, int word) {
        return words[at + word];
    }

    void set(int at, int word, long value) {
        words[at + word] = value;
    }

    int used() {
        return used;
    }

    /** Where each row begins. */
    void each(LongConsumer row) {
        for (int at = 0; at < words.length; at += WORDS) {
            if (!isFree(at)) {
                row.accept(at);
            }
        }
    }

    long bytes() {
        return words.length * 8L;
    }

    /** By a quarter, so that little of it is ever empty. */
    private void grow() {
        long[] before = words;
        rows = Math.max(ROWS_MIN, rows + rows / 4);
        words = new long[rows * WORDS];
        for (int from = 0; from < before.length; from += WORDS) {
            if ((before[from + KEY_HIGH] | before[from + KEY_LOW]) != 0) {
                System.arraycopy(before, from, words, place(before[from + KEY_HIGH], before[from + KEY_LOW]), WORDS);
            }
        }
    }

    private int place(long high, long low) {
        int row = (int) (((low >>> 32) * rows) >>> 32);
        int at = row * WORDS;
        while (!isFree(at) && (words[at + KEY_HIGH] != high || words[at + KEY_LOW] != low)) {
            at += WORDS;
            if (at == words.length) {
                at = 0;
            }
        }
        return at;
    }

    private boolean isFree(int at) {
        return (words[at + KEY_HIGH] | words[at + KEY_LOW]) == 0;
    }
}
