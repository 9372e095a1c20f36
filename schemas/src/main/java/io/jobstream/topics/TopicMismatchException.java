// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.util.List;

/** The cluster's topics are not those of {@link Topics}; nothing was changed. */
public final class TopicMismatchException extends RuntimeException {
    TopicMismatchException(List<String> mismatches) {
        super("The cluster's topics have other partitions than expected: " + String.join("; ", mismatches)
                + ". Partitions are fixed when a topic is created: start with the number that the cluster has,"
                + " or use another cluster.");
    }
}
