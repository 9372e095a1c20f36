// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param from inclusive, by when jobs settled
 * @param to exclusive
 * @param groups what the answer is split by; empty for one row over all
 */
public record Question(Instant from, Instant to, List<GroupBy> groups) {
    private static final Duration RANGE_DEFAULT = Duration.ofDays(1);
    private static final Duration RANGE_MAX = Duration.ofDays(400);

    /** The question that parameters ask; null after telling {@code errors} what is wrong with which. */
    public static @Nullable Question of(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String groupBy,
            Instant now,
            BiConsumer<String, String> errors) {
        Instant end = to == null ? now : to;
        Instant begin = from == null ? end.minus(RANGE_DEFAULT) : from;
        List<GroupBy> groups = groups(groupBy, errors);
        if (!begin.isBefore(end)) {
            errors.accept("from", "expected a time before to (" + end + "), found " + begin);
            return null;
        }
        if (Duration.between(begin, end).compareTo(RANGE_MAX) > 0) {
            errors.accept("from", "expected at most " + RANGE_MAX.toDays() + " days before to, found " + begin);
            return null;
        }
        return new Question(begin, end, groups);
    }

    private static List<GroupBy> groups(@Nullable String groupBy, BiConsumer<String, String> errors) {
        List<GroupBy> groups = new ArrayList<>();
        for (String word : groupBy == null ? new String[0] : groupBy.split(",", -1)) {
            GroupBy group = GroupBy.of(word).orElse(null);
            if (group == null) {
                errors.accept("group_by", "expected any of repository, job, pool, branch, tenant, found " + word);
            } else if (groups.contains(group)) {
                errors.accept("group_by", "names " + word + " twice");
            } else {
                groups.add(group);
            }
        }
        return groups;
    }
}
