// SPDX-License-Identifier: Apache-2.0
/**
 * How a process talks to Kafka and to the schema registry. {@link io.jobstream.clients.KafkaConnection} holds the
 * addresses and gives producers and consumers with the settings that the promises rest on;
 * {@link io.jobstream.clients.AvroCodec} turns records into bytes and back, and tells bad bytes from a registry that is
 * away.
 */
@NullMarked
package io.jobstream.clients;

import org.jspecify.annotations.NullMarked;
