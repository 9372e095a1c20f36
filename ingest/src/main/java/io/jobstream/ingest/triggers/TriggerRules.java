// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.files.WatchedFile;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The rules that count at a moment. */
public final class TriggerRules {
    /** As a YAML file has them. */
    public static final WatchedFile.Kind<TriggerRules> FILE = new WatchedFile.Kind<>(
            "trigger rules",
            "jobstream.ingest.rules",
            new TriggerRules(List.of()),
            RuleReader::file,
            TriggerRules::size,
            rules -> {});

    private final List<TriggerRule> rules;

    TriggerRules(List<TriggerRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** These, and others after them. */
    public TriggerRules and(Collection<TriggerRule> others) {
        return others.isEmpty()
                ? this
                : new TriggerRules(
                        Stream.concat(rules.stream(), others.stream()).toList());
    }

    /** What each makes of an event, in their order. */
    public List<Judgement> judge(Event event) {
        return rules.stream().map(rule -> rule.judge(event)).toList();
    }

    /** What each makes of a minute: those on a schedule may be due in it. */
    public List<Judgement> judge(Instant minute) {
        return rules.stream().map(rule -> judge(rule, minute)).toList();
    }

    public List<TriggerRule> list() {
        return rules;
    }

    int size() {
        return rules.size();
    }

    private static Judgement judge(TriggerRule rule, Instant minute) {
        Schedule schedule = rule.schedule();
        if (schedule == null) {
            return rule.judge(rule.due(minute));
        }
        Instant next = schedule.next(minute.minusMillis(1)).orElse(null);
        return minute.equals(next)
                ? rule.judge(rule.due(minute))
                : new Judgement(
                        rule,
                        Judgement.Verdict.PASSES_OVER,
                        "cron: " + schedule + " is due " + (next == null ? "never" : "next at " + next));
    }
}
