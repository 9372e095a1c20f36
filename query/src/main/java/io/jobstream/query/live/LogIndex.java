// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where the log of a job begins in its partition, for the newest jobs that began while this process read. A miss costs
 * a lookup by time. Safe for use by many threads.
 */
final class LogIndex {
    private final Map<String, Long> firsts;

    LogIndex(int jobsMax) {
        this.firsts = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > jobsMax;
            }
        };
    }

    synchronized void saw(Entry<LogPart> entry) {
        if (entry.value().attempt() == 1 && entry.value().sequence() == 0) {
            firsts.putIfAbsent(entry.key(), entry.offset());
        }
    }

    synchronized OptionalLong first(String jobId) {
        Long first = firsts.get(jobId);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }
}
