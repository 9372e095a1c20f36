// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

/** A promise that was not kept. */
final class Violation extends RuntimeException {
    private final Rule rule;

    Violation(Rule rule, String details) {
        super(rule + ": " + details);
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    static void unless(boolean kept, Rule rule, Object details) {
        if (!kept) {
            throw new Violation(rule, details.toString());
        }
    }
}
