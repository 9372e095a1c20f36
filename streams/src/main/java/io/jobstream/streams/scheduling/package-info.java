// SPDX-License-Identifier: Apache-2.0
/**
 * The scheduler as a Kafka Streams application. {@link io.jobstream.streams.scheduling.SchedulingProcessor} reads
 * requests, cancellations, heartbeats and results of a partition, asks {@code decision} what they mean, lets
 * {@code state} remember it, and writes facts to {@code ci.job.events} and assignments to {@code ci.job.assignments},
 * all in one transaction. {@link io.jobstream.streams.scheduling.Ticker} is its clock.
 */
@NullMarked
package io.jobstream.streams.scheduling;

import org.jspecify.annotations.NullMarked;
