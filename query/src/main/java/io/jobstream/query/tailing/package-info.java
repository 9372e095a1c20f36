// SPDX-License-Identifier: Apache-2.0
/**
 * How topics come in. A {@link io.jobstream.query.tailing.Tail} is one thread with one consumer: it reads all
 * partitions of its topics without a group, committed records only, and gives each record to its topic's
 * {@link io.jobstream.query.tailing.Sink}. It has caught up when it has passed the ends seen at its start. Bytes that
 * are no record become dead letters; a registry or broker that is away is waited for; a thread that dies makes the
 * service not ready.
 */
@NullMarked
package io.jobstream.query.tailing;

import org.jspecify.annotations.NullMarked;
