// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.verdict.RecordPosition;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that the scheduler reads.
 *
 * @param stamp the broker's
 * @param value null where the bytes are no record of the topic
 */
public record InputRecord(
        RecordPosition position, Instant stamp, @Nullable SpecificRecord value) {

    /** The value, if it is of this type. */
    <T extends SpecificRecord> Optional<T> as(Class<T> type) {
        return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
    }
}
