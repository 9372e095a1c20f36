// SPDX-License-Identifier: Apache-2.0
/**
 * Many jobs in one call, each accepted or refused by itself. {@link io.jobstream.ingest.batch.BatchReader} takes the
 * body apart, {@link io.jobstream.ingest.batch.Packs} puts jobs of one pool into as few records as may be, and
 * {@link io.jobstream.ingest.batch.BatchEndpoint} answers for each.
 */
@NullMarked
package io.jobstream.ingest.batch;

import org.jspecify.annotations.NullMarked;
