// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.util.Set;

/**
 * A mutation of the sources that ship.
 *
 * @param name what is wrong
 * @param file the class's source below its module's {@code src/main/java}, after {@code streams:} or {@code runner:}
 * @param text which must occur just once
 * @param replacement what is in its place
 * @param rules of which the simulation must find one broken
 */
record PlantedBug(String name, String file, String text, String replacement, Set<Rule> rules) {
    private static final String DECISION = "streams:io/jobstream/streams/scheduling/decision/";
    private static final String STATE = "streams:io/jobstream/streams/scheduling/state/";
    private static final String SESSION = "runner:io/jobstream/runner/session/";

    static PlantedBug decision(String name, String type, String text, String replacement, Rule... rules) {
        return new PlantedBug(name, DECISION + type + ".java", text, replacement, Set.of(rules));
    }

    static PlantedBug state(String name, String type, String text, String replacement, Rule... rules) {
        return new PlantedBug(name, STATE + type + ".java", text, replacement, Set.of(rules));
    }

    static PlantedBug session(String name, String type, String text, String replacement, Rule... rules) {
        return new PlantedBug(name, SESSION + type + ".java", text, replacement, Set.of(rules));
    }

    @Override
    public String toString() {
        return name;
    }
}
