// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is.
 *
 * @param endedSession an earlier session all of whose processes are known to have ended
 * @param host the host's name
 */
public record Identity(
        String pool,
        String runnerId,
        String sessionId,
        @Nullable String endedSession,
        List<String> labels,
        int slots,
        String version,
        String host) {
    public Identity {
        labels = labels.stream().sorted().distinct().toList();
    }
}
