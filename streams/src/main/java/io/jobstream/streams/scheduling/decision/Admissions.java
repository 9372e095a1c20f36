// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestedJob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        long newSets = request.getJobs().stream()
                .map(job -> Requirements.of(job.getSpec()))
                .distinct()
                .filter(requirements -> !view.asksFor(pool, requirements))
                .count();
        if (size.requirementSets() + newSets > limits.labelSets()) {
            return Optional.of("the jobs of pool " + pool + " ask for " + size.requirementSets()
                    + " different sets of labels and resources, of at most " + limits.labelSets()
                    + ": use fewer, or try again when some of them have settled");
        }
        return Optional.empty();
    }

    private Optional<String> overQuota(JobRequest request) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        request.getJobs().forEach(job -> asked.merge(job.getSpec().getTenant(), 1, Integer::sum));
        for (Map.Entry<String, Integer> tenant : asked.entrySet()) {
            Integer most = view.terms(tenant.getKey())
                    .inEachOf(view.poolTerms(request.getPool()).cells())
                    .queuedMax();
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
        Decision decision = new Decision(view);
        List<Fact.JobAdmitted> admissions = new ArrayList<>();
        for (RequestedJob asked : RequestRules.needsFirst(request.getJobs())) {
            Admission admission = admission(request, asked, view.nextPosition() + admissions.size());
            admissions.add(new Fact.JobAdmitted(request.getPool(), admission, asked));
        }
        List<Job> admitted = admissions.stream()
                .map(fact -> Job.admitted(fact.pool(), fact.admission()))
                .toList();
        // First, so that they do not stand in the queue together.
        supersede(decision, request, admitted);
        admissions.forEach(decision::add);
        admitted.stream().filter(job -> !job.waiting()).forEach(job -> decision.add(new Fact.JobQueued(job, false, 0)));
        return decision.facts();
    }

    /** Cancels what earlier requests brought to the groups of those jobs that want them to themselves. */
    private void supersede(Decision decision, JobRequest request, List<Job> admitted) {
        Set<String> wanting = request.getJobs().stream()
                .map(RequestedJob::getSpec)
                .filter(spec -> spec.getConcurrencyGroup() != null
                        && spec.getConcurrencyGroup().getCancelInProgress())
                .map(JobSpec::getJobId)
                .collect(Collectors.toSet());
        Set<GroupOf> done = new HashSet<>();
        for (Job job : admitted) {
            GroupTerms group = job.group();
            if (group != null
                    && wanting.contains(job.id().value())
                    && done.add(new GroupOf(job.tenant(), group.name()))) {
                List<Job> earlier = view.ofGroup(job.pool(), job.tenant(), group.name()).stream()
                        .filter(other -> !decision.settles(other.id()))
                        .toList();
                decision.cancelAll(earlier, job);
            }
        }
    }

    /** A concurrency group: each tenant has its own. */
    private record GroupOf(String tenant, String name) {}

    private static Admission admission(JobRequest request, RequestedJob job, long position) {
        return new Admission(request.getRequestId(), request.getAcceptedAt(), position, job.getSpec());
    }
}
