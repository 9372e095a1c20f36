// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import static io.jobstream.check.history.Told.job;
import static io.jobstream.schemas.Outcome.SUCCEEDED;

import io.jobstream.check.history.Told.Seat;
import io.jobstream.check.verdict.Rule;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import java.util.function.Predicate;

/** A history that breaks a rule, and where such histories begin. */
record Planted(Rule rule, String what, History history) {
    private static final Seat ONE = Seat.of("one");

    static Planted of(Rule rule, String what, Told told) {
        return new Planted(rule, what, told.end());
    }

    @Override
    public String toString() {
        return rule.title() + ": " + what;
    }

    static Told queued(String job) {
        return new Told().joined(ONE, 1).requested(job(job));
    }

    static Told granted(String job) {
        return queued(job).granted(job, ONE);
    }

    static Told running(String job) {
        return granted(job).accepted(job, ONE);
    }

    static Told settled(String job) {
        return running(job).resulted(job, ONE, SUCCEEDED);
    }

    static Told lost(String job) {
        return running(job).expired(job, ONE);
    }

    static Predicate<JobEvent> is(JobEventType type) {
        return event -> event.getType() == type;
    }
}
