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
                        : Optional.empty());
        return problem.map(reason -> refuse(request, unknown, reason)).orElseGet(() -> admit(request));
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
