// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue of topics: {@link io.jobstream.topics.Topics} says what there is,
 * {@link io.jobstream.topics.TopicSetup} makes it exist, {@link io.jobstream.topics.PoolPartitions} says where a record
 * goes.
 */
@NullMarked
package io.jobstream.topics;

import org.jspecify.annotations.NullMarked;
