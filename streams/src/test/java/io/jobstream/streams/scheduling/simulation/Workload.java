// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RetryPolicy;
import io.jobstream.streams.scheduling.decision.CancelTarget;
import io.jobstream.streams.scheduling.decision.Input;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.PoolTerms;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those who want something: jobs, pipelines, cancellations, and all of it twice when a producer repeats itself. */
final class Workload {
    private final Agenda agenda;
    private final Broker broker;
    private final Books books;
    private final World world;
    private final List<JobRequest> requests = new ArrayList<>();
    private final List<JobId> jobs = new ArrayList<>();

    Workload(World world, Books books) {
        this.world = world;
        this.agenda = world.agenda();
        this.broker = world.broker();
        this.books = books;
    }

    void request(String pool) {
        List<RequestedJob> asked = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        int count = agenda.chance(0.5) ? 1 : agenda.between(2, 5);
        String tenant = tenant();
        String pipeline = count == 1 ? null : "pipeline-" + requests.size();
        for (int i = 0; i < count; i++) {
            List<String> needs = new ArrayList<>();
            for (String earlier : ids) {
                if (agenda.chance(0.5)) {
                    needs.add(earlier);
                }
            }
            String id = "job-" + jobs.size();
            jobs.add(new JobId(id));
            ids.add(id);
            asked.add(new RequestedJob(spec(tenant, id, needs, pipeline), ByteBuffer.allocate(0)));
        }
        JobRequest request = new JobRequest(
                "request-" + requests.size(), pool, broker.time(), RequestSource.API, null, List.copyOf(asked), null);
        requests.add(request);
        books.requested(ids);
        // Before its job: nothing orders one topic with another.
        boolean early = world.faulty(0.05);
        if (early) {
            cancel(pool, pipeline, ids.get(0));
        }
        agenda.in(early ? agenda.between(500, 3_000) : 0, () -> send(request));
    }

    void repeatSomething() {
        if (!requests.isEmpty()) {
            send(requests.get(agenda.between(0, requests.size() - 1)));
        }
    }

    /** Mostly one of the newest, which wait or run. */
    void cancelSomething() {
        if (!requests.isEmpty()) {
            int newest = requests.size() - 1;
            JobRequest request = requests.get(agenda.between(Math.max(0, newest - 8), newest));
            int which = agenda.between(0, request.getJobs().size() - 1);
            JobSpec spec = request.getJobs().get(which).getSpec();
            cancel(request.getPool(), spec.getPipelineId(), spec.getJobId());
        }
    }

    /** A result that no one has a right to: of another attempt, or of another session. */
    void forgeResult() {
        Books.Held held = books.anyLease(agenda);
        if (held != null) {
            boolean otherSession = agenda.chance(0.5);
            JobResult forged = JobResult.newBuilder()
                    .setPool(held.pool())
                    .setJobId(held.job().value())
                    .setAttempt(otherSession ? held.attempt() : held.attempt() + 1_000)
                    .setRunnerId(held.runner())
                    .setSessionId(otherSession ? "forged" : held.session())
                    .setOutcome(Outcome.SUCCEEDED)
                    .setEndedAt(broker.time())
                    .setUse(new ResourceUse(0L, 0L, 0L))
                    .build();
            broker.append(Topic.RESULTS, held.pool(), stamp -> new Input.ResultReported(forged));
        }
    }

    void changePolicy() {
        String tenant = tenant();
        TenantTerms terms = agenda.chance(0.3)
                ? TenantTerms.DEFAULT
                : new TenantTerms(
                        agenda.between(1, 3),
                        agenda.chance(0.5) ? agenda.between(1, 2) : null,
                        agenda.chance(0.5) ? agenda.between(2, 12) : null);
        broker.append(Topic.POLICIES, null, stamp -> new Input.TenantPolicyGiven(tenant, terms));
    }

    void changePoolPolicy() {
        String pool = agenda.chance(0.7) ? "blue" : "green";
        PoolTerms terms = new PoolTerms(agenda.chance(0.5) ? Packing.PACK : Packing.SPREAD, 1);
        broker.append(Topic.POLICIES, pool, stamp -> new Input.PoolPolicyGiven(pool, terms));
    }

    /** As much as some runner of each pool has. */
    private Map<String, Integer> resources() {
        if (agenda.chance(0.6)) {
            return Map.of();
        }
        return agenda.chance(0.7) ? Map.of("gpu", agenda.between(1, 2)) : Map.of("licence", 1);
    }

    private String tenant() {
        return "tenant-" + agenda.between(1, 3);
    }

    private void send(JobRequest request) {
        broker.append(Topic.REQUESTS, request.getPool(), stamp -> new Input.JobsRequested(request, 1_000));
    }

    /** The job, or its pipeline if it has one. */
    private void cancel(String pool, @Nullable String pipeline, String job) {
        CancelTarget target = pipeline != null && agenda.chance(0.4)
                ? CancelTarget.pipeline(pool, pipeline)
                : CancelTarget.job(pool, new JobId(job));
        broker.append(Topic.CANCELLATIONS, pool, stamp -> new Input.CancellationRequested(target, stamp));
    }

    private RetryPolicy retryPolicy() {
        List<Cause> causes = new ArrayList<>();
        if (agenda.chance(0.7)) {
            causes.add(Cause.RUNNER_LOST);
        }
        if (agenda.chance(0.7)) {
            causes.add(Cause.INFRASTRUCTURE);
        }
        List<Integer> exitCodes = agenda.chance(0.5) ? List.of(75, 137) : List.of();
        return new RetryPolicy(causes, exitCodes, agenda.between(0, 4) * 1_000L, agenda.between(3, 6) * 1_000L);
    }

    private @Nullable NeedsCondition condition(List<String> needs) {
        if (needs.isEmpty() || agenda.chance(0.5)) {
            return agenda.chance(0.5) ? NeedsCondition.SUCCESS : null;
        }
        return agenda.chance(0.5) ? NeedsCondition.FAILURE : NeedsCondition.ALWAYS;
    }

    private ConcurrencyGroup group() {
        return new ConcurrencyGroup("group-" + agenda.between(1, 2), agenda.between(1, 2), agenda.chance(0.1));
    }

    private JobSpec spec(String tenant, String id, List<String> needs, @Nullable String pipeline) {
        Map<String, Integer> resources = resources();
        boolean gpu = agenda.chance(0.3) && !resources.containsKey("licence");
        return JobSpec.newBuilder()
                .setJobId(id)
                .setName(id)
                .setTenant(tenant)
                .setLabels(gpu ? List.of("gpu", "linux") : List.of("linux"))
                .setResources(resources)
                .setNeeds(needs)
                .setNeedsCondition(condition(needs))
                .setConcurrencyGroup(agenda.chance(0.3) ? group() : null)
                .setPipelineId(pipeline)
                .setPriority(agenda.between(4, 6))
                .setMaxAttempts(agenda.between(1, 3))
                .setRetry(agenda.chance(0.5) ? retryPolicy() : null)
                .setStartWithinMillis(agenda.chance(0.1) ? agenda.between(5, 40) * 1_000L : null)
                .setTimeLimitMillis(agenda.between(5, 40) * 1_000L)
                .build();
    }
}
