// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fact and the input that caused it.
 *
 * @param input null where it was not there to be read
 */
record CitedFact(LoggedFact fact, @Nullable InputRecord input) {
    JobEvent event() {
        return fact.event();
    }

    JobEventType type() {
        return event().getType();
    }

    RecordPosition position() {
        return fact.position();
    }

    long offset() {
        return position().offset();
    }

    /** The job's, of a fact about a job. */
    String jobId() {
        return event().getJobId();
    }

    Optional<InputRecord> cause() {
        return Optional.ofNullable(input);
    }

    /** The records that show a violation: this fact, its input, and earlier facts where they are known. */
    List<RecordPosition> with(@Nullable RecordPosition... earlier) {
        return Stream.concat(
                        Stream.of(position(), fact.cited()), Stream.of(earlier).filter(each -> each != null))
                .toList();
    }

    /** The attempt that it names, as people write it. */
    String attempt() {
        return "attempt " + event().getAttempt() + " of job " + jobId();
    }
}
