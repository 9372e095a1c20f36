// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

/**
 * What a rule makes of an event.
 *
 * @param reason why it starts nothing, in words; empty when it does
 */
public record Judgement(TriggerRule rule, Verdict verdict, String reason) {
    /** What comes of it. */
    public enum Verdict {
        STARTS,
        PASSES_OVER,
        STOPS_A_LOOP
    }
}
