// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.checking;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.check.Report;
import io.jobstream.check.reading.TopicReader.PartitionRead;
import io.jobstream.check.verdict.Violation;
import java.util.Locale;
import java.util.Map;

/** A report for programs. Its fields are only added to. */
final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    static String of(Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("holds", report.holds());
        root.put("violations", report.violationsCounted());
        root.put("records", report.records());
        root.put("jobsSettled", report.settled());
        root.put("jobsForgotten", report.jobsForgotten());
        report.counts().forEach((counted, count) -> root.put(camelCase(counted.name()), count));
        counts(root.putObject("outcomes"), report.outcomes());
        counts(root.putObject("leaseEnds"), report.leaseEnds());
        ArrayNode rules = root.putArray("rules");
        report.scores()
                .forEach((rule, score) -> rules.addObject()
                        .put("rule", rule.title())
                        .put("says", rule.sentence())
                        .put("tested", score.tested())
                        .put("violated", score.violated())
                        .put("unread", score.unread()));
        ArrayNode told = root.putArray("violationsTold");
        report.violations().forEach(violation -> add(told.addObject(), violation));
        ArrayNode read = root.putArray("read");
        report.read().values().forEach(partitions -> partitions.forEach(each -> add(read.addObject(), each)));
        return root.toPrettyString();
    }

    private static void add(ObjectNode node, Violation violation) {
        node.put("rule", violation.rule().title()).put("sentence", violation.sentence());
        ArrayNode records = node.putArray("records");
        violation.records().forEach(record -> records.add(record.toString()));
    }

    private static void add(ObjectNode node, PartitionRead read) {
        node.put("topic", read.range().partition().topic())
                .put("partition", read.range().partition().partition())
                .put("begin", read.range().begin())
                .put("end", read.range().end())
                .put("cutOff", read.range().cutOff())
                .put("records", read.records());
        if (read.first() != null && read.last() != null) {
            node.put("first", read.first().toString()).put("last", read.last().toString());
        }
    }

    private static void counts(ObjectNode node, Map<? extends Enum<?>, Long> counts) {
        counts.forEach((name, count) -> node.put(name.name(), count));
    }

    private static String camelCase(String name) {
        String[] words = name.toLowerCase(Locale.ROOT).split("_", -1);
        StringBuilder text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return text.toString();
    }
}
