// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.RunnerStatus;
import io.jobstream.topics.RequirementSet;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Runners that are all alike.
 *
 * @param name what their names begin with
 * @param pool the pool that they work for, or the cell of one
 * @param labels what jobs may ask of them; sorted, distinct
 * @param slots how many jobs each runs at a time
 * @param resources that these share, of each runner
 * @param min how many there are at least
 * @param max how many there are at most
 * @param idleFor how long one that nobody wants goes on without a job, before it is drained
 */
public record RunnerGroup(
        String name,
        String pool,
        List<String> labels,
        int slots,
        Map<String, Integer> resources,
        int min,
        int max,
        Duration idleFor) {
    /** Letters and digits behind the group's name and a dash. */
    public static final int ID_LENGTH = 10;

    private static final Pattern ID = Pattern.compile("[0-9a-z]{" + ID_LENGTH + "}");

    public RunnerGroup {
        labels = List.copyOf(new TreeSet<>(labels));
        resources = Collections.unmodifiableMap(new TreeMap<>(resources));
        if (slots < 1 || min < 0 || max < Math.max(1, min) || idleFor.isNegative()) {
            throw new IllegalArgumentException(
                    "slots and max must be positive, min not above max, idleFor not negative");
        }
    }

    /**
     * The same for each cell of its pool, with a part of {@code min} and {@code max}; none for a cell that would have
     * no runner.
     */
    public List<RunnerGroup> inEachOf(List<String> cells) {
        return IntStream.range(0, cells.size())
                .filter(number -> part(max, number, cells.size()) > 0)
                .mapToObj(number -> new RunnerGroup(
                        name,
                        cells.get(number),
                        labels,
                        slots,
                        resources,
                        part(min, number, cells.size()),
                        part(max, number, cells.size()),
                        idleFor))
                .toList();
    }

    private static int part(int total, int number, int count) {
        return total / count + (number < total % count ? 1 : 0);
    }

    /** The name of one of its runners, which tells whose it is, whoever starts this program again. */
    public String runnerName(String id) {
        return name + "-" + id;
    }

    /** Whether a runner is one of its own. */
    boolean owns(RunnerStatus runner) {
        String id = runner.getRunnerId();
        return pool.equals(runner.getPool())
                && id.startsWith(name + "-")
                && ID.matcher(id.substring(name.length() + 1)).matches();
    }

    boolean serves(RequirementSet required) {
        return required.fits(labels, resources);
    }

    /** How many of its slots a job takes, of which only so many fit a runner beside each other. */
    int slotsFor(RequirementSet required) {
        int beside = slots;
        for (Map.Entry<String, Integer> each : required.resources().entrySet()) {
            beside = Math.min(beside, resources.getOrDefault(each.getKey(), 0) / each.getValue());
        }
        return (slots + beside - 1) / beside;
    }
}
