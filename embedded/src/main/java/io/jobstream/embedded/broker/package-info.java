// SPDX-License-Identifier: Apache-2.0
/**
 * A Kafka broker with its own controller in this process. {@link io.jobstream.embedded.broker.EmbeddedKafka} binds its
 * ports and takes its data directory first, formats a new one, and starts Kafka's own server classes on it. A broker
 * that was killed recovers its log at the next start. The settings are in
 * {@link io.jobstream.embedded.broker.BrokerConfig}.
 */
@NullMarked
package io.jobstream.embedded.broker;

import org.jspecify.annotations.NullMarked;
