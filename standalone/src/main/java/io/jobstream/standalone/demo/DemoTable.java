// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.standalone.client.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the jobs went, as a table. */
final class DemoTable {
    private DemoTable() {}

    /** @param jobs as the HTTP interface shows them */
    static List<String> of(List<JsonNode> jobs) {
        List<String> lines = new ArrayList<>();
        lines.add(row("job", "outcome", "queued", "ran", "runner"));
        lines.add("-".repeat(84));
        for (JsonNode job : jobs) {
            JsonNode attempts = job.path("attempts");
            JsonNode last = attempts.path(attempts.size() - 1);
            lines.add(row(
                    job.path("name").asText(),
                    Outcomes.inWords(Outcomes.of(job)),
                    between(job.path("queuedAt"), last.path("acceptedAt")),
                    between(last.path("startedAt"), last.path("endedAt")),
                    last.path("runnerId").asText("-")));
        }
        return lines;
    }

    private static String row(String job, String outcome, String queued, String ran, String runner) {
        return String.format("%-18s %-30s %10s %10s   %s", job, outcome, queued, ran, runner);
    }

    private static String between(JsonNode from, JsonNode to) {
        return time(from)
                .flatMap(begin -> time(to).map(end -> Duration.between(begin, end)))
                .map(duration -> String.format(Locale.ROOT, "%.3f s", Math.max(0, duration.toMillis()) / 1000.0))
                .orElse("-");
    }

    private static Optional<Instant> time(JsonNode node) {
        return node.isTextual() ? Optional.of(Instant.parse(node.textValue())) : Optional.empty();
    }
}
