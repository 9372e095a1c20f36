// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestedJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides whether a request's jobs are taken: all of them or none. */
final class Admissions {
    private final SchedulingView view;
    private final SchedulingPolicy policy;

    Admissions(SchedulingView view, SchedulingPolicy policy) {
        this.view = view;
        this.policy = policy;
    }

    List<Fact> decide(Input.JobsRequested requested) {
        JobRequest request = requested.request();
        Map<JobId, RequestedJob> unknown = new LinkedHashMap<>();
        for (RequestedJob job : request.getJobs()) {
            JobId id = new JobId(job.getSpec().getJobId());
            if (view.job(id).isEmpty() && !view.settled(id)) {
                unknown.putIfAbsent(id, job);
            }
        }
        if (unknown.isEmpty()) {
            // Redelivered: its jobs are what they are.
            return List.of();
        }
        Optional<String> problem = RequestRules.problemOf(requested, policy)
                .or(() -> unknown.size() < request.getJobs().size()
                        ? Optional.of("another request has some of its jobs")
                        : Optional.empty())
                .or(() -> tooMuch(request));
        return problem.map(reason -> refuse(request, unknown, reason)).orElseGet(() -> admit(request));
    }

    /** Which limit of the pool the request is beyond. */
    private Optional<String> tooMuch(JobRequest request) {
        String pool = request.getPool();
        PoolLimits limits = policy.limits();
        SchedulingView.PoolSize size = view.size(pool);
        if (size.jobs() + request.getJobs().size() > limits.jobs()) {
            return Optional.of("pool " + pool + " has " + size.jobs() + " jobs that have not settled, of at most "
                    + limits.jobs() + ": try again when some of them have");
        }
        Optional<String> overQuota = overQuota(request);
        if (overQuota.isPresent()) {
            return overQuota;
        }
        long newTenants = request.getJobs().stream()
                .map(job -> job.getSpec().getTenant())
                .distinct()
                .filter(tenant -> !view.hasJobs(pool, tenant))
                .count();
        if (size.tenants() + newTenants > limits.tenants()) {
            return Optional.of("pool " + pool + " has jobs of " + size.tenants() + " tenants, of at most "
                    + limits.tenants() + ": try again when some of them have none left");
        }
        long newLabelSets = request.getJobs().stream()
                .map(job -> Labels.of(job.getSpec().getLabels()))
                .distinct()
                .filter(labels -> !view.asksFor(pool, labels))
                .count();
        if (size.labelSets() + newLabelSets > limits.labelSets()) {
            return Optional.of("the jobs of pool " + pool + " ask for " + size.labelSets()
                    + " different sets of labels, of at most " + limits.labelSets()
                    + ": use fewer, or try again when some of them have settled");
        }
        return Optional.empty();
    }

    private Optional<String> overQuota(JobRequest request) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        request.getJobs().forEach(job -> asked.merge(job.getSpec().getTenant(), 1, Integer::sum));
        for (Map.Entry<String, Integer> tenant : asked.entrySet()) {
            Integer most = view.terms(tenant.getKey()).queuedMax();
            int queued = view.queued(request.getPool(), tenant.getKey());
            if (most != null && queued + tenant.getValue() > most) {
                return Optional.of("tenant " + tenant.getKey() + " has " + queued + " jobs that wait in pool "
                        + request.getPool() + ", of at most " + most + ": try again when fewer do");
            }
        }
        return Optional.empty();
    }

    private List<Fact> refuse(JobRequest request, Map<JobId, RequestedJob> jobs, String reason) {
        List<Fact> facts = new ArrayList<>();
        jobs.forEach((id, job) -> facts.add(new Fact.JobSettled(
                request.getPool(),
                id,
                Outcome.REFUSED,
                Cause.POLICY,
                reason,
                admission(request, job, view.nextPosition() + facts.size()))));
        return facts;
    }

    private List<Fact> admit(JobRequest request) {
        List<Fact> facts = new ArrayList<>();
        List<Job> ready = new ArrayList<>();
        for (RequestedJob asked : RequestRules.needsFirst(request.getJobs())) {
            Admission admission = admission(request, asked, view.nextPosition() + facts.size());
            facts.add(new Fact.JobAdmitted(request.getPool(), admission, asked));
            Job job = Job.admitted(request.getPool(), admission);
            if (!job.waiting()) {
                ready.add(job);
            }
        }
        ready.forEach(job -> facts.add(new Fact.JobQueued(job, false, 0)));
        return facts;
    }

    private static Admission admission(JobRequest request, RequestedJob job, long position) {
        return new Admission(request.getRequestId(), request.getAcceptedAt(), position, job.getSpec());
    }
}
