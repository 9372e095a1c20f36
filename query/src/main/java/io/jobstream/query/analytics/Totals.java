// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.analytics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.schemas.JobMetrics;
import io.jobstream.schemas.Outcome;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/** Windows added up. */
final class Totals {
    private static final int SKETCH_K = 200;
    private static final double PERCENT_95 = 0.95;
    private static final double PERCENT_50 = 0.5;

    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Map<String, Long> causes = new TreeMap<>();
    private final KllDoublesSketch queueMillis = KllDoublesSketch.newHeapInstance(SKETCH_K);
    private final KllDoublesSketch runMillis = KllDoublesSketch.newHeapInstance(SKETCH_K);
    private long jobs;
    private long attemptsLost;
    private long cpuMillis;

    void add(JobMetrics window) {
        jobs += window.getJobs();
        attemptsLost += window.getAttemptsLost();
        cpuMillis += window.getCpuMillis();
        window.getOutcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        window.getCauses().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        merge(queueMillis, window.getQueueMillis());
        merge(runMillis, window.getRunMillis());
    }

    long jobs() {
        return jobs;
    }

    void into(ObjectNode row) {
        row.put("jobs", jobs);
        if (jobs > 0) {
            row.put("successRate", (double) outcomes.getOrDefault(Outcome.SUCCEEDED.name(), 0L) / jobs);
        }
        outcomes.forEach(row.putObject("outcomes")::put);
        causes.forEach(row.putObject("causes")::put);
        row.put("attemptsLost", attemptsLost).put("cpuMillis", cpuMillis);
        quantiles(row.putObject("queueMillis"), queueMillis);
        quantiles(row.putObject("runMillis"), runMillis);
    }

    private static void quantiles(ObjectNode into, KllDoublesSketch sketch) {
        if (!sketch.isEmpty()) {
            into.put("p50", Math.round(sketch.getQuantile(PERCENT_50)))
                    .put("p95", Math.round(sketch.getQuantile(PERCENT_95)))
                    .put("max", Math.round(sketch.getMaxItem()));
        }
        into.put("count", sketch.getN());
    }

    private static void merge(KllDoublesSketch into, ByteBuffer serialized) {
        byte[] bytes = new byte[serialized.remaining()];
        serialized.duplicate().get(bytes);
        if (bytes.length > 0) {
            into.merge(KllDoublesSketch.heapify(Memory.wrap(bytes)));
        }
    }
}
