// SPDX-License-Identifier: Apache-2.0
/**
 * CDEvents from any CI system, carried as CloudEvents over HTTP. {@link io.jobstream.ingest.cdevents.CdeventsEndpoint}
 * believes who knows a token; {@code CloudEventBodies} takes events out of the modes of the HTTP binding, and
 * {@code RunEvent} reads what one says of a run of a task or a pipeline.
 */
@NullMarked
package io.jobstream.ingest.cdevents;

import org.jspecify.annotations.NullMarked;
