// SPDX-License-Identifier: Apache-2.0
/**
 * The way into Kafka. {@link io.jobstream.ingest.log.RequestLog} bounds what is in flight and completes when the broker
 * has a record; what it cannot say for sure within seconds it calls unknown.
 */
@NullMarked
package io.jobstream.ingest.log;

import org.jspecify.annotations.NullMarked;
