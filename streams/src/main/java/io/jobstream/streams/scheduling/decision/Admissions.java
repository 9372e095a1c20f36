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

/** Decides whether a request's jobs are taken: all of them or none, or each by itself where they are independent. */
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
        if (request.getIndependent() != null) {
            return eachByItself(requested, unknown);
        }
        Optional<String> problem = RequestRules.problemOf(requested, policy)
                .or(() -> unknown.size() < request.getJobs().size()
                        ? Optional.of("another request has some of its jobs")
                        : Optional.empty())
                .or(() -> tooMuch(request));
        return problem.map(reason -> refuse(request, unknown, reason))
                .orElseGet(() -> admit(request, request.getJobs()));
    }

    /** Each job as if it had come in a request of its own; what is wrong with the record concerns all. */
    private List<Fact> eachByItself(Input.JobsRequested requested, Map<JobId, RequestedJob> unknown) {
        JobRequest request = requested.request();
        Optional<String> whole = RequestRules.problemOfSize(requested, policy);
        if (whole.isPresent()) {
            return refuse(request, unknown, whole.get());
        }
        Room room = new Room(view, policy.limits(), request.getPool());
        List<Fact> facts = new ArrayList<>();
        List<RequestedJob> taken = new ArrayList<>();
        unknown.forEach((id, job) -> RequestRules.problemOfIndependent(job.getSpec())
                .or(() -> room.take(job.getSpec()))
                .ifPresentOrElse(
                        reason -> facts.addAll(refuse(request, Map.of(id, job), reason)), () -> taken.add(job)));
        facts.addAll(admit(request, taken));
        return facts;
    }

    /** Which limit of the pool the request is beyond. */
    private Optional<String> tooMuch(JobRequest request) {
        Room room = new Room(view, policy.limits(), request.getPool());
        return request.getJobs().stream()
                .map(job -> room.take(job.getSpec()))
                .flatMap(Optional::stream)
                .findFirst();
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

    private List<Fact> admit(JobRequest request, List<RequestedJob> jobs) {
        Decision decision = new Decision(view);
        List<Fact.JobAdmitted> admissions = new ArrayList<>();
        for (RequestedJob asked : RequestRules.needsFirst(jobs)) {
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
