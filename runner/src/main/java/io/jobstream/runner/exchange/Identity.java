// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is.
 *
 * @param endedSession an earlier session all of whose processes are known to have ended
 * @param resources how many of each its attempts share
 * @param host the host's name
 */
public record Identity(
        String pool,
        String runnerId,
        String sessionId,
        @Nullable String endedSession,
        List<String> labels,
        int slots,
        Map<String, Integer> resources,
        String version,
        String host) {
    public Identity {
        labels = labels.stream().sorted().distinct().toList();
    }
}
