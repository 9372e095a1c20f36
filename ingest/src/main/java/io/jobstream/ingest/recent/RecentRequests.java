// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.recent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Requests of the last hours by job, pipeline and key, bounded by age and by number of jobs. Safe for use by many
 * threads.
 */
public final class RecentRequests {
    private final Duration ageMax;
    private final int jobsMax;
    private final Map<String, AcceptedRequest> byJob = new HashMap<>();
    private final Map<String, AcceptedRequest> byPipeline = new HashMap<>();
    private final Map<AcceptedRequest.Scope, AcceptedRequest> byKey = new HashMap<>();
    private final Deque<Stamped> oldestFirst = new ArrayDeque<>();
    private int jobs;

    public RecentRequests(Duration ageMax, int jobsMax) {
        this.ageMax = ageMax;
        this.jobsMax = jobsMax;
    }

    private record Stamped(AcceptedRequest request, Instant stamp) {}

    /**
     * Remembers a request. Of several with the same key the first counts, and it may be given twice: once when it was
     * acknowledged here, once when it was read.
     *
     * @param stamp when the log took it
     */
    public synchronized void add(AcceptedRequest request, Instant stamp) {
        if (has(request)) {
            return;
        }
        request.jobs().forEach(job -> byJob.putIfAbsent(job.jobId(), request));
        if (request.pipelineId() != null) {
            byPipeline.putIfAbsent(request.pipelineId(), request);
        }
        AcceptedRequest.Scope scope = request.scope();
        if (scope != null) {
            byKey.putIfAbsent(scope, request);
        }
        oldestFirst.add(new Stamped(request, stamp));
        jobs += request.jobs().size();
        forget(stamp.minus(ageMax));
    }

    /** Whether all of its jobs are known. */
    public synchronized boolean has(AcceptedRequest request) {
        return request.jobs().stream().allMatch(job -> byJob.containsKey(job.jobId()));
    }

    public synchronized Optional<AcceptedRequest> ofJob(String jobId) {
        return Optional.ofNullable(byJob.get(jobId));
    }

    public synchronized Optional<AcceptedRequest> ofPipeline(String pipelineId) {
        return Optional.ofNullable(byPipeline.get(pipelineId));
    }

    public synchronized Optional<AcceptedRequest> ofKey(AcceptedRequest.Scope scope) {
        return Optional.ofNullable(byKey.get(scope));
    }

    public synchronized int jobs() {
        return jobs;
    }

    Duration ageMax() {
        return ageMax;
    }

    int jobsMax() {
        return jobsMax;
    }

    private void forget(Instant before) {
        Stamped oldest = oldestFirst.peek();
        while (oldest != null && (jobs > jobsMax || oldest.stamp().isBefore(before))) {
            oldestFirst.remove();
            AcceptedRequest request = oldest.request();
            jobs -= request.jobs().size();
            request.jobs().forEach(job -> byJob.remove(job.jobId(), request));
            if (request.pipelineId() != null) {
                byPipeline.remove(request.pipelineId(), request);
            }
            AcceptedRequest.Scope scope = request.scope();
            if (scope != null) {
                byKey.remove(scope, request);
            }
            oldest = oldestFirst.peek();
        }
    }
}
