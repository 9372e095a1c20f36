// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check;

import io.jobstream.check.reading.TopicReader.PartitionRead;
import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally.Counted;
import io.jobstream.check.verdict.Verdict.Score;
import io.jobstream.check.verdict.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report for people. */
public final class ReportText {
    private final Report report;
    private final List<String> lines = new ArrayList<>();

    private ReportText(Report report) {
        this.report = report;
    }

    public static List<String> of(Report report) {
        ReportText text = new ReportText(report);
        text.read();
        text.found();
        text.rules();
        text.violations();
        return text.lines;
    }

    private void read() {
        lines.add("Read");
        report.read().forEach((topic, partitions) -> {
            long records = partitions.stream().mapToLong(PartitionRead::records).sum();
            String range = partitions.stream()
                    .filter(each -> each.records() > 0)
                    .map(each -> each.range().partition().partition() + ": "
                            + each.range().begin() + " to " + (each.range().end() - 1))
                    .collect(Collectors.joining(", "));
            add(
                    "  %-22s %,11d records of %d partitions%s",
                    topic, records, partitions.size(), records == 0 ? "" : " (offsets " + range + ")");
            times(partitions);
        });
    }

    private void times(List<PartitionRead> partitions) {
        Instant first = partitions.stream()
                .map(PartitionRead::first)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
        Instant last = partitions.stream()
                .map(PartitionRead::last)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        if (first != null && last != null) {
            add("  %-22s %s to %s", "", first, last);
        }
        long begun = partitions.stream()
                .filter(each -> !each.range().fromTheBeginning())
                .count();
        long cut = partitions.stream().filter(each -> each.range().cutOff()).count();
        if (begun + cut > 0) {
            add("  %-22s cut off: %d partitions at the begin, %d at the end", "", begun, cut);
        }
    }

    private void found() {
        lines.add("");
        lines.add("Found");
        add("  %,d jobs settled%s", report.settled(), names(report.outcomes()));
        add("  %,d attempts; leases ended%s", report.attempts(), names(report.leaseEnds()));
        count(Counted.JOBS_UNDER_WAY, "jobs are under way");
        count(Counted.REQUESTS_PENDING, "requests are pending");
        count(Counted.STATUSES_BEHIND, "statuses are behind the log");
        count(Counted.STATUSES_MISSING, "jobs have no status, or none any more");
        count(Counted.STATUSES_AHEAD, "statements follow from facts behind what was read");
        count(Counted.JOBS_BEGAN_BEFORE, "jobs began before what was read: checked for what can be known");
        count(Counted.REQUESTS_UNJUDGED, "requests may have been answered before what was read");
        count(Counted.STATUSES_UNJUDGED, "statements of jobs that what was read does not tell of");
        count(Counted.INPUTS_UNREAD, "facts cite an input that was not read");
        if (report.jobsForgotten() > 0) {
            add(
                    "  %,d settled jobs were forgotten on the way, since there are more than --jobs-max",
                    report.jobsForgotten());
        }
    }

    private void count(Counted counted, String text) {
        if (report.count(counted) > 0) {
            add("  %,d %s", report.count(counted), text);
        }
    }

    private void rules() {
        lines.add("");
        add("%-17s %11s %9s %9s", "Rule", "tested", "violated", "unread");
        report.scores().forEach(this::rule);
    }

    private void rule(Rule rule, Score score) {
        add(
                "%-17s %,11d %,9d %,9d  %s",
                rule.title(), score.tested(), score.violated(), score.unread(), rule.sentence());
    }

    private void violations() {
        lines.add("");
        for (Violation violation : report.violations()) {
            add("%s: %s", violation.rule().title(), violation.sentence());
            add(
                    "  %s",
                    violation.records().stream().map(RecordPosition::toString).collect(Collectors.joining("  ")));
        }
        long untold = report.violationsCounted() - report.violations().size();
        if (untold > 0) {
            add("and %,d more.", untold);
        }
        add(
                "%s",
                report.holds()
                        ? "It holds: nothing of what was read breaks a promise."
                        : String.format(Locale.ROOT, "It does not hold: %,d violations.", report.violationsCounted()));
    }

    private static String names(Map<? extends Enum<?>, Long> counts) {
        String text = new TreeMap<>(counts.entrySet().stream()
                        .collect(Collectors.toMap(each -> each.getKey().name(), Map.Entry::getValue)))
                .entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : ": " + text;
    }

    private void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
