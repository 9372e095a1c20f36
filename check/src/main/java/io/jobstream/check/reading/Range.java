// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.reading;

import org.apache.kafka.common.TopicPartition;

/**
 * What is read of a partition.
 *
 * @param begin the first offset
 * @param end the first offset that is not read
 * @param cutOff whether there was more
 */
public record Range(TopicPartition partition, long begin, long end, boolean cutOff) {
    /** Whether nothing precedes it: neither retention nor anyone's wish took any. */
    public boolean fromTheBeginning() {
        return begin == 0;
    }

    public long length() {
        return end - begin;
    }
}
