// SPDX-License-Identifier: Apache-2.0
/**
 * The gateway: what arrives over HTTP becomes records of {@code ci.job.requests} and {@code ci.job.cancellations}, or a
 * problem document that says why not. {@link io.jobstream.ingest.Ingest} wires it.
 *
 * <p>A submission passes through {@code submission} (what a caller may say, and the ids that it gets), {@code log} (the
 * way into Kafka, with 202 only after its acknowledgement) and {@code recent} (what was submitted lately, read back
 * from the log, so that every copy answers a repeated key and finds a job's pool). {@code github} takes a forge's
 * webhooks, which the rules of {@code triggers} turn into submissions. Nothing here keeps state of its own.
 */
@NullMarked
package io.jobstream.ingest;

import org.jspecify.annotations.NullMarked;
