// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.tailing;

import org.apache.kafka.common.Uuid;

/** What becomes of a topic's records. Called by one thread. */
@FunctionalInterface
public interface Sink<T> {
    void accept(Received<T> received);

    /** The topic's generation, before its first record: a topic created anew has another. */
    default void opened(Uuid topicId) {}

    /** Reading goes on here; what lies before was not read. */
    default void startsAt(int partition, long offset) {}

    /** A batch with at least one record of this topic was given. */
    default void batchGiven() {}
}
