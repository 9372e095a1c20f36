// SPDX-License-Identifier: Apache-2.0
/**
 * Who may write requests: {@link io.jobstream.ingest.producers.Producers} writes and reads {@code ci.producers} and
 * knows from when on a producer counts, {@link io.jobstream.ingest.producers.ProducerEndpoints} lets operators enrol
 * and revoke them, and {@link io.jobstream.ingest.producers.GatewaySigner} signs what this gateway accepts, once its
 * own key counts.
 */
@NullMarked
package io.jobstream.ingest.producers;

import org.jspecify.annotations.NullMarked;
