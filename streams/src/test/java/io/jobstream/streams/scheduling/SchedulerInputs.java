// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.schemas.AttemptPhase;
import io.jobstream.schemas.HeartbeatKind;
import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.schemas.RunnerHeartbeat;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.schemas.RunnerReport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Records as ingest and a runner of one pool would write them. */
record SchedulerInputs(String pool) {

    JobRequest request(Instant acceptedAt, String... jobIds) {
        return new JobRequest(
                "request-of-" + jobIds[0],
                pool,
                acceptedAt,
                RequestSource.API,
                null,
                Arrays.stream(jobIds).map(this::job).toList(),
                null);
    }

    RequestedJob job(String jobId) {
        JobSpec spec = JobSpec.newBuilder()
                .setJobId(jobId)
                .setName(jobId)
                .setTenant("acme")
                .setLabels(List.of("linux"))
                .build();
        return new RequestedJob(spec, ByteBuffer.wrap(("work of " + jobId).getBytes(StandardCharsets.UTF_8)));
    }

    RunnerHeartbeat beat(String runner, String session, long assignmentsRead, JobAssignment... held) {
        List<HeldAttempt> attempts = Arrays.stream(held)
                .map(assignment -> new HeldAttempt(
                        assignment.getGrant().getSpec().getJobId(),
                        assignment.getGrant().getAttempt(),
                        AttemptPhase.ACCEPTED,
                        new ResourceUse(0L, 0L, 0L)))
                .toList();
        return new RunnerHeartbeat(
                HeartbeatKind.BEAT,
                Instant.EPOCH,
                RunnerReport.newBuilder()
                        .setPool(pool)
                        .setRunnerId(runner)
                        .setSessionId(session)
                        .setLabels(List.of("linux"))
                        .setSlots(1)
                        .setPhase(RunnerPhase.READY)
                        .setAssignmentsRead(assignmentsRead)
                        .setAttempts(attempts)
                        .build());
    }

    RunnerHeartbeat tick() {
        return new RunnerHeartbeat(HeartbeatKind.TICK, Instant.EPOCH, null);
    }

    JobResult succeeded(JobAssignment assignment) {
        return JobResult.newBuilder()
                .setPool(pool)
                .setJobId(assignment.getGrant().getSpec().getJobId())
                .setAttempt(assignment.getGrant().getAttempt())
                .setRunnerId(assignment.getRunnerId())
                .setSessionId(assignment.getSessionId())
                .setOutcome(Outcome.SUCCEEDED)
                .setExitCode(0)
                .setEndedAt(Instant.EPOCH)
                .setUse(new ResourceUse(5L, 0L, 0L))
                .build();
    }
}
