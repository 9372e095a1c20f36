// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * One scheduling domain of a pool. The first has the pool's own name, so that a pool without cells is one of a single
 * cell; the others have names that nobody can give to a pool: {@code ci}, {@code ci~1}, {@code ci~2}. In topics that
 * are keyed by pool a cell is a pool.
 *
 * @param pool the name that people know
 * @param number from 0
 */
public record Cell(String pool, int number) {
    /** The most cells that a pool may have. */
    public static final int MAX = 64;

    /** Stands between a pool's name and a number, and in no pool's name. */
    public static final String MARK = "~";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?");

    public Cell {
        if (number < 0 || number >= MAX) {
            throw new IllegalArgumentException("a cell's number must be 0 to " + (MAX - 1) + ": " + number);
        }
    }

    /** The cell that topics call so. */
    public static Cell of(String name) {
        int mark = name.lastIndexOf(MARK);
        String rest = mark < 1 ? "" : name.substring(mark + 1);
        int number = NUMBER.matcher(rest).matches() ? Integer.parseInt(rest) : 0;
        return number == 0 || number >= MAX ? new Cell(name, 0) : new Cell(name.substring(0, mark), number);
    }

    /** The pool of the cell that topics call so. */
    public static String poolOf(String name) {
        return of(name).pool();
    }

    /**
     * The one of {@code cells} cells that what {@code identity} names belongs to, by rendezvous hashing: when a pool
     * grows, nothing moves but to the new cells.
     */
    public static Cell of(String pool, int cells, String identity) {
        int number = IntStream.range(0, cells)
                .boxed()
                .max(Comparator.comparing(each -> weight(identity, each)))
                .orElse(0);
        return new Cell(pool, number);
    }

    /** What topics call it. */
    public String name() {
        return number == 0 ? pool : pool + MARK + number;
    }

    private static Integer weight(String identity, int number) {
        // The number goes first: murmur2 mixes what comes last too little for weights to be independent.
        return Utils.toPositive(Utils.murmur2((number + MARK + identity).getBytes(StandardCharsets.UTF_8)));
    }
}
