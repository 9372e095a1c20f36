// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerTerms;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What the log says of a runner: its newest session, and what that one takes. */
final class RunnerStory {
    final String sessionId;
    Set<String> labels;
    int slots;
    Map<String, Integer> resources;
    RunnerPhase phase;
    boolean deaf;
    boolean drained;
    boolean lost;
    boolean left;

    /** The last fact about it. */
    RecordPosition last;

    Instant lastAt;

    RunnerStory(CitedFact fact) {
        RunnerTerms terms = fact.event().getRunner();
        this.sessionId = fact.event().getSessionId();
        this.labels = Set.copyOf(terms.getLabels());
        this.slots = terms.getSlots();
        this.resources = Map.copyOf(terms.getResources());
        this.phase = terms.getPhase();
        this.last = fact.position();
        this.lastAt = fact.event().getAt();
    }

    void change(RunnerTerms terms) {
        labels = Set.copyOf(terms.getLabels());
        slots = terms.getSlots();
        resources = Map.copyOf(terms.getResources());
        phase = terms.getPhase();
    }

    /** Of its slots, rounded up, the part that is taken of the resource of which most is. */
    int slotsFor(Map<String, Integer> taken) {
        long most = 1;
        for (Map.Entry<String, Integer> each : taken.entrySet()) {
            long all = Math.max(each.getValue(), resources.getOrDefault(each.getKey(), 0));
            most = Math.max(most, ((long) slots * each.getValue() + all - 1) / all);
        }
        return (int) Math.min(Math.max(1, slots), most);
    }

    boolean takesWork() {
        return phase == RunnerPhase.READY && !drained && !deaf && !lost && !left;
    }

    boolean gone() {
        return lost || left;
    }

    /** Why it takes no work. */
    String condition() {
        if (left) {
            return "has left";
        }
        if (lost) {
            return "is lost";
        }
        if (drained) {
            return "is drained";
        }
        return deaf ? "is deaf" : "is " + phase;
    }
}
