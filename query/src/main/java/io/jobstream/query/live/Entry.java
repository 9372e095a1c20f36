// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

/**
 * A record of a topic that clients follow.
 *
 * @param bytes what it weighs in memory, about
 */
record Entry<T>(int partition, long offset, String key, T value, int bytes) {}
