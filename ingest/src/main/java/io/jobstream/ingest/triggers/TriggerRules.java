// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.files.WatchedFile;
import io.jobstream.ingest.submission.Submission;
import java.util.List;

/** The rules of one version of the file. */
public final class TriggerRules {
    /** As a YAML file has them. */
    public static final WatchedFile.Kind<TriggerRules> FILE = new WatchedFile.Kind<>(
            "trigger rules",
            "jobstream.ingest.rules",
            new TriggerRules(List.of()),
            RulesFile::parse,
            TriggerRules::size,
            rules -> {});

    private final List<TriggerRule> rules;

    TriggerRules(List<TriggerRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What a rule makes of a push. */
    public record Triggered(String rule, Submission submission) {}

    /** One submission for each rule that matches, in the order of the file. */
    public List<Triggered> match(Push push) {
        return rules.stream()
                .filter(rule -> rule.matches(push))
                .map(rule -> new Triggered(rule.name(), rule.submission(push)))
                .toList();
    }

    int size() {
        return rules.size();
    }
}
