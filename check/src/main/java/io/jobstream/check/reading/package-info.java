// SPDX-License-Identifier: Apache-2.0
/**
 * Everything Kafka, nothing clever: {@link io.jobstream.check.reading.Ranges} says from where to where each partition
 * is read, as it is when the check begins; {@link io.jobstream.check.reading.TopicReader} gives the committed records
 * in between as an iterator.
 */
@NullMarked
package io.jobstream.check.reading;

import org.jspecify.annotations.NullMarked;
