// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.observed;

import io.jobstream.schemas.JobObservation;
import java.time.Instant;

/**
 * An observation and where it stands.
 *
 * @param offset in its partition of {@code ci.job.observations}
 * @param stamp when the broker appended it
 */
public record LoggedObservation(JobObservation observation, long offset, Instant stamp) {}
