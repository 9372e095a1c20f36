// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request must keep to, checked again here because any enrolled producer may write one. */
final class RequestRules {
    static final int JOBS_MAX = 256;
    private static final int LABELS_MAX = 32;
    private static final int RESOURCES_MAX = 8;
    private static final int RESOURCE_COUNT_MAX = 10_000;
    private static final Pattern RESOURCE = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    private static final int NEEDS_MAX = 64;
    private static final int NAME_LENGTH_MAX = 128;
    private static final int GROUP_LIMIT_MAX = 1_000;
    static final int PRIORITY_MAX = 9;
    private static final int ATTEMPTS_MAX = 10;
    private static final Duration TIME_LIMIT_MIN = Duration.ofSeconds(1);
    private static final Duration TIME_LIMIT_MAX = Duration.ofHours(24);
    private static final Duration START_WITHIN_MIN = Duration.ofSeconds(1);
    private static final Duration START_WITHIN_MAX = Duration.ofDays(7);
    private static final Set<Cause> RETRY_CAUSES = Set.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE);
    private static final int RETRY_EXIT_CODES_MAX = 32;
    private static final int EXIT_CODE_MAX = 255;
    private static final Duration BACKOFF_LIMIT = Duration.ofHours(24);

    private RequestRules() {}

    /** What is wrong with the request; empty when it can be taken. */
    static Optional<String> problemOf(Input.JobsRequested requested, SchedulingPolicy policy) {
        List<RequestedJob> jobs = requested.request().getJobs();
        Optional<String> size = problemOfSize(requested, policy);
        if (size.isPresent()) {
            return size;
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

    /** What is wrong with the record as a whole. */
    static Optional<String> problemOfSize(Input.JobsRequested requested, SchedulingPolicy policy) {
        int jobs = requested.request().getJobs().size();
        if (requested.bytes() > policy.requestBytesMax()) {
            return Optional.of(
                    "the request has " + requested.bytes() + " bytes, more than " + policy.requestBytesMax());
        }
        return jobs > JOBS_MAX
                ? Optional.of("the request has " + jobs + " jobs, more than " + JOBS_MAX)
                : Optional.empty();
    }

    /** What is wrong with one of the jobs that only travel together. */
    static Optional<String> problemOfIndependent(JobSpec spec) {
        return (spec.getNeeds().isEmpty()
                        ? problemOf(spec, Set.of())
                        : Optional.of("it needs a job, in a request whose jobs are independent"))
                .map(found -> "job " + spec.getName() + ": " + found);
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
        if (!within(spec.getTimeLimitMillis(), TIME_LIMIT_MIN, TIME_LIMIT_MAX)) {
            return Optional.of("its time limit must be " + TIME_LIMIT_MIN + " to " + TIME_LIMIT_MAX);
        }
        Long startWithin = spec.getStartWithinMillis();
        if (startWithin != null && !within(startWithin, START_WITHIN_MIN, START_WITHIN_MAX)) {
            return Optional.of("startWithin must be " + START_WITHIN_MIN + " to " + START_WITHIN_MAX);
        }
        return problemOfResources(spec.getResources())
                .or(() -> problemOfNeeds(spec))
                .or(() -> problemOf(spec.getConcurrencyGroup()))
                .or(() -> problemOf(spec.getRetry()));
    }

    private static Optional<String> problemOfResources(Map<String, Integer> resources) {
        if (resources.size() > RESOURCES_MAX) {
            return Optional.of("it asks for more than " + RESOURCES_MAX + " resources");
        }
        if (!resources.keySet().stream().allMatch(name -> RESOURCE.matcher(name).matches())) {
            return Optional.of("a resource's name must match " + RESOURCE);
        }
        return resources.values().stream().allMatch(count -> count >= 1 && count <= RESOURCE_COUNT_MAX)
                ? Optional.empty()
                : Optional.of("of a resource it must ask for 1 to " + RESOURCE_COUNT_MAX);
    }

    private static Optional<String> problemOfNeeds(JobSpec spec) {
        NeedsCondition condition = spec.getNeedsCondition();
        if (condition == NeedsCondition.UNKNOWN) {
            return Optional.of("its condition on what it needs is none that this scheduler knows");
        }
        return condition == NeedsCondition.FAILURE && spec.getNeeds().isEmpty()
                ? Optional.of("it runs when something that it needs fails, and needs nothing")
                : Optional.empty();
    }

    private static Optional<String> problemOf(@Nullable ConcurrencyGroup group) {
        if (group == null) {
            return Optional.empty();
        }
        if (group.getName().isEmpty() || group.getName().length() > NAME_LENGTH_MAX) {
            return Optional.of("the name of its concurrency group must have 1 to " + NAME_LENGTH_MAX + " characters");
        }
        return group.getLimit() < 1 || group.getLimit() > GROUP_LIMIT_MAX
                ? Optional.of("the limit of its concurrency group must be 1 to " + GROUP_LIMIT_MAX)
                : Optional.empty();
    }

    private static Optional<String> problemOf(@Nullable RetryPolicy retry) {
        if (retry == null) {
            return Optional.empty();
        }
        if (!RETRY_CAUSES.containsAll(retry.getCauses()) || !distinct(retry.getCauses())) {
            return Optional.of("retry: causes must be RUNNER_LOST, INFRASTRUCTURE, both or none, each once");
        }
        List<Integer> exitCodes = retry.getExitCodes();
        if (exitCodes.size() > RETRY_EXIT_CODES_MAX) {
            return Optional.of("retry: more than " + RETRY_EXIT_CODES_MAX + " exit codes");
        }
        if (exitCodes.stream().anyMatch(code -> code < 1 || code > EXIT_CODE_MAX) || !distinct(exitCodes)) {
            return Optional.of("retry: exit codes must be 1 to " + EXIT_CODE_MAX + ", each once");
        }
        if (!within(retry.getBackoffMillis(), Duration.ZERO, BACKOFF_LIMIT)) {
            return Optional.of("retry: backoff must be " + Duration.ZERO + " to " + BACKOFF_LIMIT);
        }
        if (!within(retry.getBackoffMaxMillis(), Duration.ofMillis(retry.getBackoffMillis()), BACKOFF_LIMIT)) {
            return Optional.of("retry: backoffMax must be at least backoff, and at most " + BACKOFF_LIMIT);
        }
        return Optional.empty();
    }

    private static boolean within(long millis, Duration min, Duration max) {
        return millis >= min.toMillis() && millis <= max.toMillis();
    }

    private static boolean distinct(List<?> values) {
        return new HashSet<>(values).size() == values.size();
    }
}
