// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.check.kept.KnownJobs;
import io.jobstream.check.verdict.Rule;
import io.jobstream.check.verdict.Tally;
import io.jobstream.check.verdict.Verdict;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerReport;
import io.jobstream.topics.Topics;
import java.util.List;

/**
 * Checks one partition of the log. Before each fact it is fed the inputs of the cited topic up to the cited offset,
 * each once and in order; at the end, the requests that are left.
 */
public final class PartitionChecker {
    private final Verdict verdict;
    private final boolean complete;
    private final Inputs inputs;
    private final LiveJobs live;
    private final Runners runners;
    private final Requests requests;
    private final Drains drains;
    private final Grants grants;
    private final Leases leases;
    private final LeaseEnds leaseEnds;
    private final Results results;
    private final Jobs jobs;
    private final Cancellations cancellations;

    PartitionChecker(Verdict verdict, Tally tally, KnownJobs known, PartitionScope scope, boolean complete) {
        this.verdict = verdict;
        this.complete = complete;
        this.inputs = new Inputs(verdict, tally);
        this.live = new LiveJobs(known, tally, scope.fromTheBeginning());
        this.runners = new Runners(scope.fromTheBeginning());
        this.requests = new Requests(verdict, tally, live, scope.setAside());
        Findings findings = new Findings(verdict, live);
        this.drains = new Drains(findings, runners);
        Retries retries = new Retries(findings, inputs);
        this.grants = new Grants(findings, live, runners, retries, tally);
        this.leases = new Leases(findings, live, runners);
        this.results = new Results(findings, live, retries);
        this.leaseEnds = new LeaseEnds(findings, runners, new Expiry(findings, inputs), results, retries, tally);
        this.cancellations = new Cancellations(findings, live.groups);
        this.jobs = new Jobs(findings, live, runners, retries, cancellations);
    }

    /** An input up to the one that the next fact cites. */
    public void input(InputRecord record) {
        inputs.read(record);
        if (record.position().topic().equals(Topics.JOB_REQUESTS.name())) {
            requests.read(record);
        }
        RunnerReport report =
                record.as(RunnerHeartbeat.class).map(RunnerHeartbeat::getReport).orElse(null);
        if (report != null) {
            leases.heard(report, record.stamp());
        }
    }

    /** The next fact. */
    public void fact(LoggedFact logged) {
        requests.begin(logged.stamp());
        CitedFact fact = inputs.cite(logged);
        cancellations.next(fact);
        boolean isComplete = verdict.test(
                Rule.WELL_FORMED,
                Shape.isComplete(logged.event()),
                () -> fact.type() + " without what it must name: " + logged.event(),
                List.of(logged.position()));
        if (isComplete) {
            happened(fact);
        }
    }

    private void happened(CitedFact fact) {
        switch (fact.type()) {
            case JOB_ADMITTED -> jobs.admitted(fact);
            case JOB_QUEUED -> jobs.queued(fact);
            case JOB_DELAYED -> jobs.delayed(fact);
            case CANCELLATION_ACCEPTED -> jobs.cancellationAccepted(fact);
            case LEASE_GRANTED -> grants.granted(fact);
            case LEASE_ACCEPTED -> leases.accepted(fact);
            case LEASE_REVOKED -> leases.revoked(fact);
            case ATTEMPT_ENDED -> leases.attemptEnded(fact);
            case LEASE_ENDED -> leaseEnds.ended(fact);
            case RESULT_ACCEPTED -> results.accepted(fact);
            case RESULT_REFUSED -> results.refused(fact);
            case JOB_SETTLED -> jobs.settled(fact);
            case RUNNER_DRAINED -> drains.drained(fact);
            case TENANT_POLICY_CHANGED -> live.shares.changed(fact.event().getTenantPolicy());
            case POOL_POLICY_CHANGED -> live.shares.changed(fact.event().getPoolPolicy());
            default -> runners.happened(fact);
        }
    }

    /** A request behind the last that a fact cites, after the last fact. */
    public void pending(InputRecord request) {
        boolean answered = requests.left(request);
        if (complete) {
            verdict.test(Rule.COMPLETE, answered, () -> "a request has not been decided", List.of(request.position()));
        }
    }

    /** Nothing follows; {@code cutOff} when there is more that is not to be read. */
    public void end(boolean cutOff) {
        requests.end(cutOff);
        if (complete) {
            live.all()
                    .forEach(job -> verdict.test(
                            Rule.COMPLETE,
                            false,
                            () -> "job " + job.id + " has no outcome: it is " + job.state,
                            List.of(job.last)));
        }
        live.end();
    }
}
