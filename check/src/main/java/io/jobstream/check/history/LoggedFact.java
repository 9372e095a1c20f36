// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.JobEvent;
import java.time.Instant;

/**
 * A record of {@code ci.job.events}.
 *
 * @param stamp the broker's
 */
public record LoggedFact(RecordPosition position, Instant stamp, JobEvent event) {
    /** The input that it cites. */
    RecordPosition cited() {
        return new RecordPosition(
                event.getInput().getTopic(),
                event.getInput().getPartition(),
                event.getInput().getOffset());
    }
}
