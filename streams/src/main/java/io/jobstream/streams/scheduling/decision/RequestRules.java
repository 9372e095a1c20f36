// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.RequestedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a request must keep to, checked again here because any enrolled producer may write one. */
final class RequestRules {
    static final int JOBS_MAX = 256;
    private static final int LABELS_MAX = 32;
    private static final int NEEDS_MAX = 64;
    private static final int NAME_LENGTH_MAX = 128;
    static final int PRIORITY_MAX = 9;
    private static final int ATTEMPTS_MAX = 10;
    private static final Duration TIME_LIMIT_MIN = Duration.ofSeconds(1);
    private static final Duration TIME_LIMIT_MAX = Duration.ofHours(24);

    private RequestRules() {}

    /** What is wrong with the request; empty when it can be taken. */
    static Optional<String> problemOf(Input.JobsRequested requested, SchedulingPolicy policy) {
        JobRequest request = requested.request();
        List<RequestedJob> jobs = request.getJobs();
        if (requested.bytes() > policy.requestBytesMax()) {
            return Optional.of(
                    "the request has " + requested.bytes() + " bytes, more than " + policy.requestBytesMax());
        }
        if (jobs.size() > JOBS_MAX) {
            return Optional.of("the request has " + jobs.size() + " jobs, more than " + JOBS_MAX);
        }
        Set<String> ids = new HashSet<>();
        for (RequestedJob job : jobs) {
            if (!ids.add(job.getSpec().getJobId())) {
                return Optional.of("the request has job " + job.getSpec().getJobId() + " twice");
            }
        }
        for (RequestedJob job : jobs) {
            Optional<String> problem = problemOf(job.getSpec(), ids);
            if (problem.isPresent()) {
                return problem.map(found -> "job " + job.getSpec().getName() + ": " + found);
            }
        }
        return needsFirst(jobs).size() == jobs.size() ? Optional.empty() : Optional.of("needs form a cycle");
    }

    /** The jobs in an order in which each comes after those it needs; without those of a cycle. */
    static List<RequestedJob> needsFirst(List<RequestedJob> jobs) {
        Map<String, RequestedJob> left = new LinkedHashMap<>();
        jobs.forEach(job -> left.put(job.getSpec().getJobId(), job));
        List<RequestedJob> ordered = new ArrayList<>();
        boolean progress = true;
        while (progress) {
            List<RequestedJob> ready = left.values().stream()
                    .filter(job -> job.getSpec().getNeeds().stream().noneMatch(left::containsKey))
                    .toList();
            ready.forEach(job -> left.remove(job.getSpec().getJobId()));
            ordered.addAll(ready);
            progress = !ready.isEmpty();
        }
        return ordered;
    }

    private static Optional<String> problemOf(JobSpec spec, Set<String> ids) {
        if (spec.getName().isEmpty() || spec.getName().length() > NAME_LENGTH_MAX) {
            return Optional.of("its name must have 1 to " + NAME_LENGTH_MAX + " characters");
        }
        if (spec.getLabels().size() > LABELS_MAX) {
            return Optional.of("more than " + LABELS_MAX + " labels");
        }
        if (spec.getNeeds().size() > NEEDS_MAX) {
            return Optional.of("more than " + NEEDS_MAX + " needs");
        }
        if (!ids.containsAll(spec.getNeeds())) {
            return Optional.of("it needs a job that is not in the same request");
        }
        if (spec.getPriority() < 0 || spec.getPriority() > PRIORITY_MAX) {
            return Optional.of("priority must be 0 to " + PRIORITY_MAX);
        }
        if (spec.getMaxAttempts() < 1 || spec.getMaxAttempts() > ATTEMPTS_MAX) {
            return Optional.of("maxAttempts must be 1 to " + ATTEMPTS_MAX);
        }
        Duration limit = Duration.ofMillis(spec.getTimeLimitMillis());
        if (limit.compareTo(TIME_LIMIT_MIN) < 0 || limit.compareTo(TIME_LIMIT_MAX) > 0) {
            return Optional.of("its time limit must be " + TIME_LIMIT_MIN + " to " + TIME_LIMIT_MAX);
        }
        return Optional.empty();
    }
}
