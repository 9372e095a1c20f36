// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.LogChunk;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RequestSource;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.ResourceUse;
import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Records as the other services write them. */
public final class Records {
    /** That the catalogue is loaded is what lets Avro make records. */
    public static final Topic<JobStatus> STATUS = Topics.JOB_STATUS;

    private Records() {}

    public static JobSpec.Builder spec(String jobId) {
        return JobSpec.newBuilder()
                .setJobId(jobId)
                .setName("build")
                .setTenant("acme")
                .setRepository("acme/shop")
                .setBranch("main")
                .setLabels(List.of("linux"));
    }

    public static JobStatus.Builder status(String jobId, String pool, JobState state, long revision) {
        return JobStatus.newBuilder()
                .setSpec(spec(jobId).build())
                .setPool(pool)
                .setState(state)
                .setRevision(revision)
                .setEventOffset(0)
                .setAcceptedAt(now())
                .setUpdatedAt(now())
                .setRequirementSet("linux");
    }

    /** With one attempt that ran. */
    public static JobStatus.Builder settled(String jobId, String pool, long revision) {
        return status(jobId, pool, JobState.SETTLED, revision)
                .setOutcome(Outcome.SUCCEEDED)
                .setQueuedAt(now())
                .setSettledAt(now())
                .setAttempts(List.of(attempt(1)
                        .setEndedAt(now())
                        .setEndReason(LeaseEndReason.RESULT)
                        .setOutcome(Outcome.SUCCEEDED)
                        .setExitCode(0)
                        .build()));
    }

    public static JobStatus.Builder running(String jobId, String pool, long revision) {
        return status(jobId, pool, JobState.RUNNING, revision)
                .setQueuedAt(now())
                .setAttempts(List.of(attempt(1).build()));
    }

    /** With one attempt that failed, to be tried again. */
    public static JobStatus.Builder delayed(String jobId, String pool, long revision, Instant until) {
        return status(jobId, pool, JobState.WAITING, revision)
                .setQueuedAt(now())
                .setDelayedUntil(until)
                .setAttempts(List.of(attempt(1)
                        .setEndedAt(now())
                        .setEndReason(LeaseEndReason.FAILED)
                        .setOutcome(Outcome.FAILED)
                        .setCause(Cause.SCRIPT)
                        .setExitCode(75)
                        .build()));
    }

    public static AttemptStatus.Builder attempt(int attempt) {
        return AttemptStatus.newBuilder()
                .setAttempt(attempt)
                .setRunnerId("runner-1")
                .setSessionId("session-1")
                .setGrantedAt(now())
                .setAcceptedAt(now())
                .setStartedAt(now())
                .setUse(new ResourceUse(1_200L, 1_000_000L, 2_000_000L));
    }

    public static JobRequest request(String jobId, String pool) {
        return JobRequest.newBuilder()
                .setRequestId("request-" + jobId)
                .setPool(pool)
                .setAcceptedAt(now())
                .setSource(RequestSource.API)
                .setJobs(List.of(new RequestedJob(spec(jobId).build(), ByteBuffer.wrap(new byte[] {1}))))
                .build();
    }

    public static LogChunk chunk(String jobId, int attempt, long sequence, String content, boolean last) {
        return chunk(jobId, attempt, sequence, content.getBytes(StandardCharsets.UTF_8), last);
    }

    public static LogChunk chunk(String jobId, int attempt, long sequence, byte[] content, boolean last) {
        return new LogChunk(jobId, attempt, "session-1", sequence, now(), ByteBuffer.wrap(content), last);
    }

    public static JobEvent fact(JobEventType type, String jobId, String pool) {
        return JobEvent.newBuilder()
                .setType(type)
                .setPool(pool)
                .setAt(now())
                .setInput(new InputPosition("ci.job.requests", 0, 0L))
                .setIndex(0)
                .setJobId(jobId)
                .build();
    }

    /** In the precision of the wire. */
    public static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }
}
