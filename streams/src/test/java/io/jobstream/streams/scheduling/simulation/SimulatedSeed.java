// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Runs one seed, and tells what went wrong: the rule's name, a line break, and what happened; nothing when nothing did.
 * Made of the JDK's types alone at its surface, so that the classes behind it may be mutated ones.
 */
public final class SimulatedSeed implements LongFunction<String> {
    @Override
    public String apply(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
            return "";
        } catch (Violation e) {
            return e.rule() + "\nseed " + seed + "\n" + e.getMessage() + "\n" + simulation.trace();
        } catch (RuntimeException e) {
            StackTraceElement[] stack = e.getStackTrace();
            return Rule.NO_FAILURE + "\nseed " + seed + "\n" + e + " at "
                    + String.join(
                            "\n   ",
                            Arrays.stream(stack).limit(12).map(Object::toString).toList())
                    + "\n" + simulation.trace();
        }
    }
}
