// SPDX-License-Identifier: Apache-2.0
/**
 * A schema registry that speaks Confluent's HTTP interface, for one process: Avro only, one writer, ids never reused.
 * {@link io.jobstream.embedded.registry.Routes} turns requests into calls,
 * {@link io.jobstream.embedded.registry.Registry} decides what they change,
 * {@link io.jobstream.embedded.registry.Contents} is what the changes made, and a
 * {@link io.jobstream.embedded.registry.ChangeLog} keeps them: in memory, or in the topic {@code _schemas} in
 * Confluent's own format, so that Confluent's registry could take over.
 */
@NullMarked
package io.jobstream.embedded.registry;

import org.jspecify.annotations.NullMarked;
