// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Outcome;
import java.util.List;

/** What tests look for among facts. */
final class Facts {
    private Facts() {}

    static List<String> names(List<Fact> facts) {
        return facts.stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }

    static <T extends Fact> List<T> only(List<Fact> facts, Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static List<Outcome> outcomes(List<Fact> facts) {
        return only(facts, Fact.JobSettled.class).stream()
                .map(Fact.JobSettled::outcome)
                .toList();
    }

    static List<String> jobsGranted(List<Fact> facts) {
        return only(facts, Fact.LeaseGranted.class).stream()
                .map(granted -> granted.job().id().value())
                .toList();
    }
}
