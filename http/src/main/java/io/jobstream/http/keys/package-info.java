// SPDX-License-Identifier: Apache-2.0
/**
 * API keys. Their owner has a {@link io.jobstream.http.keys.KeyText}; the compacted topic {@code ci.api.keys} has only
 * the hash of its secret, beside scopes, tenants and ends. Each process that serves HTTP reads the topic whole into its
 * {@link io.jobstream.http.keys.KeyRing} and follows it, so that a key works and stops working everywhere within
 * milliseconds and no request asks anything of Kafka. Whatever makes it unsure, a topic not read to its end, a broker
 * that was silent for a minute, a record that cannot be read, makes it refuse.
 */
@NullMarked
package io.jobstream.http.keys;

import org.jspecify.annotations.NullMarked;
