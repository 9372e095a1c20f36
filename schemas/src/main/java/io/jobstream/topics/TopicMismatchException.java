// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.util.List;

/** The cluster's topics are not those of {@link Topics}; nothing was changed. */
public final class TopicMismatchException extends RuntimeException {
    private TopicMismatchException(String message) {
        super(message);
    }

    static TopicMismatchException ofPartitions(List<String> mismatches) {
        return new TopicMismatchException("The cluster's topics have other partitions than expected: "
                + String.join("; ", mismatches)
                + ". Partitions are fixed when a topic is created: start with the number that the cluster has,"
                + " or use another cluster.");
    }

    static TopicMismatchException ofSettings(List<String> mismatches) {
        return new TopicMismatchException("The cluster's topics have settings that the promises do not hold with: "
                + String.join("; ", mismatches)
                + ". Set them as expected (kafka-configs.sh --alter), or use another cluster.");
    }
}
