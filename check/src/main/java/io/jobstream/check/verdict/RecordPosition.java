// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.verdict;

/** Where a record stands. */
public record RecordPosition(String topic, int partition, long offset) {
    /** Such as {@code ci.job.events-3@17}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
