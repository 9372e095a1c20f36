// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Joins what is known at a message's beginning with its end, whichever comes first, and notes the latency. */
final class InFlight {
    private final Map<String, Begin> begins = new ConcurrentHashMap<>();
    private final Map<String, Long> ends = new ConcurrentHashMap<>();
    private final Latencies latencies;

    InFlight(Latencies latencies) {
        this.latencies = latencies;
    }

    /** The sender of {@code id} knows that the log has it. */
    void durable(String id, long intended, long durable) {
        begins.put(id, new Begin(intended, durable));
        join(id);
    }

    /** {@code id} arrived where it was sent to; later arrivals of the same change nothing. */
    void arrived(String id, long at) {
        ends.putIfAbsent(id, at);
        join(id);
    }

    private void join(String id) {
        Long end = ends.get(id);
        if (end != null) {
            Begin begin = begins.remove(id);
            if (begin != null) {
                latencies.record(begin.intended(), begin.durable(), end);
            }
        }
    }

    int open() {
        return begins.size();
    }

    private record Begin(long intended, long durable) {}
}
