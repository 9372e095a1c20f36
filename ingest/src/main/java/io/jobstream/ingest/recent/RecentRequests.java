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
    private final OwnRequests own = new OwnRequests();
    private final Duration ageMax;
    private final int jobsMax;
    private final Map<String, AcceptedRequest> byJob = new HashMap<>();
    private final Map<String, AcceptedRequest> byPipeline = new HashMap<>();
    private final Map<AcceptedRequest.Scope, AcceptedRequest> byKey = new HashMap<>();
    private final Map<Groups, Stamped> byGroups = new HashMap<>();
    private final Deque<Stamped> oldestFirst = new ArrayDeque<>();
    private int jobs;

    /** What was stamped up to then may have been forgotten though it is not too old. */
    private Instant forgottenUpTo = Instant.MIN;

    private boolean complete;

    public RecentRequests(Duration ageMax, int jobsMax) {
        this.ageMax = ageMax;
        this.jobsMax = jobsMax;
    }

    private record Stamped(AcceptedRequest request, Instant stamp) {}

    /** All concurrency groups that a tenant has in a pool. */
    private record Groups(String pool, String tenant) {}

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
        Stamped stamped = new Stamped(request, stamp);
        if (request.grouped()) {
            if (byGroups.size() >= jobsMax) {
                byGroups.values().removeIf(last -> last.stamp().isBefore(stamp.minus(ageMax)));
            }
            byGroups.merge(
                    new Groups(request.pool(), request.tenant()),
                    stamped,
                    (before, after) -> after.stamp().isBefore(before.stamp()) ? before : after);
        }
        oldestFirst.add(stamped);
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

    /**
     * The cell in which a tenant's concurrency groups are, as topics call it: that of the last request that named any,
     * as long as it is not too old.
     */
    public synchronized Optional<String> cellOfGroups(String pool, String tenant, Instant now) {
        return Optional.ofNullable(byGroups.get(new Groups(pool, tenant)))
                .filter(last -> last.stamp().isAfter(now.minus(ageMax)))
                .map(last -> last.request().cell());
    }

    /** Those that this gateway is writing. */
    public OwnRequests own() {
        return own;
    }

    /** Whether no request is missing that was stamped since. */
    public synchronized boolean hasAllSince(Instant since) {
        return complete && forgottenUpTo.isBefore(since);
    }

    /** Whether all has been given that was in the log at the start. */
    public synchronized boolean isComplete() {
        return complete;
    }

    /** All has been given that was in the log at the start. */
    synchronized void allGiven() {
        complete = true;
    }

    /** What was stamped before is not all given. */
    synchronized void skippedUpTo(Instant stamp) {
        forgottenUpTo = stamp.isAfter(forgottenUpTo) ? stamp : forgottenUpTo;
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
            if (!oldest.stamp().isBefore(before)) {
                skippedUpTo(oldest.stamp());
            }
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
