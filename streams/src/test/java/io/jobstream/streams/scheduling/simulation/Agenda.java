// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time in milliseconds, what happens when, and the only dice. */
final class Agenda {
    private final Random random;
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private long now;
    private long numbers;

    Agenda(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    }

    long now() {
        return now;
    }

    void in(long delay, Runnable what) {
        at(now + delay, what);
    }

    void at(long when, Runnable what) {
        entries.add(new Entry(Math.max(when, now), numbers++, what));
    }

    /** Repeats something for ever. */
    void every(long interval, Runnable what) {
        in(interval, () -> {
            what.run();
            every(interval, what);
        });
    }

    void runUntil(long when) {
        for (Entry entry = entries.peek(); entry != null && entry.at() <= when; entry = entries.peek()) {
            entries.poll();
            now = entry.at();
            entry.what().run();
        }
        now = when;
    }

    /** From {@code from} to {@code to}, both included. */
    int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private record Entry(long at, long number, Runnable what) {}
}
