// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.triggers.Push;
import java.util.List;

/** What an event means here. */
public sealed interface Meaning {
    /**
     * Nothing.
     *
     * @param outcome the word that it is counted by
     */
    record Nothing(String reason, String outcome) implements Meaning {}

    /** Something was pushed. */
    record Pushed(Push push) implements Meaning {}

    /** The forge runs jobs. */
    record Observed(List<Sighting> jobs) implements Meaning {}

    static Meaning ignored(String reason) {
        return new Nothing(reason, "ignored");
    }
}
