// SPDX-License-Identifier: Apache-2.0
/**
 * What other CI systems say of the jobs that they run. A {@link io.jobstream.ingest.observations.Sighting} is one
 * event's word on one job, cleaned of what may not enter the log; {@link io.jobstream.ingest.observations.Observations}
 * writes it under an id that follows from what the job is, so that everything said of a job meets under one key.
 */
@NullMarked
package io.jobstream.ingest.observations;

import org.jspecify.annotations.NullMarked;
