// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.access.Tenants;
import io.jobstream.query.json.Times;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.JobMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest statement of every window that is kept. Safe for use by many threads. */
public final class Windows {
    private static final int ROWS_MAX = 1_000;

    private final WindowStore minutes;
    private final WindowStore hours;

    public Windows(WindowRetention retention) {
        this.minutes = new WindowStore(Duration.ofMinutes(1), retention.minutes(), retention.windowsMax());
        this.hours = new WindowStore(Duration.ofHours(1), retention.hours(), retention.windowsMax());
    }

    public synchronized void take(Received<JobMetrics> received, Instant now) {
        JobMetrics window = received.value();
        if (window == null) {
            minutes.remove(received.key());
            hours.remove(received.key());
        } else if (window.getWindowMillis() == minutes.length().toMillis()) {
            minutes.put(received.key(), window, now);
        } else if (window.getWindowMillis() == hours.length().toMillis()) {
            hours.put(received.key(), window, now);
        }
    }

    /**
     * The answer about jobs of these tenants, with the range that it is about: whole minutes, and whole hours where
     * minutes are forgotten.
     */
    public synchronized ObjectNode answer(Question question, Tenants tenants, Instant now) {
        Instant minutesFrom = minutes.completeFrom(now);
        Instant from = begin(question.from(), minutesFrom);
        Instant to = end(question.to(), minutesFrom);
        Map<List<String>, Totals> groups = new HashMap<>();
        for (JobMetrics window : windows(from, to)) {
            if (!tenants.contains(window.getDimensions().getTenant())) {
                continue;
            }
            List<String> group = question.groups().stream()
                    .map(each -> each.of(window.getDimensions()))
                    .toList();
            groups.computeIfAbsent(group, key -> new Totals()).add(window);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("from", Times.rfc3339(from)).put("to", Times.rfc3339(to));
        answer.put("completeFrom", Times.rfc3339(hours.completeFrom(now)));
        rows(answer.putArray("items"), question.groups(), groups);
        answer.put("cut", groups.size() > ROWS_MAX);
        return answer;
    }

    private static void rows(ArrayNode rows, List<GroupBy> by, Map<List<String>, Totals> groups) {
        groups.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<List<String>, Totals> group) ->
                                -group.getValue().jobs())
                        .thenComparing(group -> String.join("\n", group.getKey())))
                .limit(ROWS_MAX)
                .forEach(group -> {
                    ObjectNode row = rows.addObject();
                    for (int i = 0; i < by.size(); i++) {
                        row.put(by.get(i).word(), group.getKey().get(i));
                    }
                    group.getValue().into(row);
                });
    }

    /** Hours inside, minutes at the edges. */
    private List<JobMetrics> windows(Instant from, Instant to) {
        Instant firstHour = ceil(from, ChronoUnit.HOURS);
        Instant lastHour = to.truncatedTo(ChronoUnit.HOURS);
        if (!firstHour.isBefore(lastHour)) {
            return minutes.between(from, to);
        }
        List<JobMetrics> found = hours.between(firstHour, lastHour);
        found.addAll(minutes.between(from, firstHour));
        found.addAll(minutes.between(lastHour, to));
        return found;
    }

    private static Instant begin(Instant from, Instant minutesFrom) {
        return from.truncatedTo(from.isBefore(minutesFrom) ? ChronoUnit.HOURS : ChronoUnit.MINUTES);
    }

    private static Instant end(Instant to, Instant minutesFrom) {
        Instant hour = ceil(to, ChronoUnit.HOURS);
        boolean forgotten = to.truncatedTo(ChronoUnit.HOURS).isBefore(minutesFrom);
        return forgotten ? hour : ceil(to, ChronoUnit.MINUTES);
    }

    private static Instant ceil(Instant time, ChronoUnit unit) {
        Instant floor = time.truncatedTo(unit);
        return floor.equals(time) ? time : floor.plus(1, unit);
    }
}
