// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.Rule;
import java.util.Optional;

/** What is promised of a drain: it is said to a session that can hear it. That nothing follows it is a grant's rule. */
final class Drains {
    private final Findings findings;
    private final Runners runners;

    Drains(Findings findings, Runners runners) {
        this.findings = findings;
        this.runners = runners;
    }

    void drained(CitedFact fact) {
        Optional<RunnerStory> found = runners.of(fact);
        if (found.isEmpty() && !runners.allKnown()) {
            findings.unread(Rule.DRAIN);
        } else {
            String problem = found.map(runner -> problem(fact, runner)).orElse("has never joined");
            findings.test(
                    Rule.DRAIN,
                    problem.isEmpty(),
                    () -> "runner " + fact.event().getRunnerId() + " is drained, which " + problem,
                    fact,
                    found.map(runner -> runner.last).orElse(null));
        }
        runners.happened(fact);
    }

    private static String problem(CitedFact fact, RunnerStory runner) {
        if (!runner.sessionId.equals(fact.event().getSessionId())) {
            return "is in session " + runner.sessionId + " and not in "
                    + fact.event().getSessionId();
        }
        return runner.left ? runner.condition() : "";
    }
}
