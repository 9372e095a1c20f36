// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.testing;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobObservation;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.ObservedState;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import java.util.List;

/** What a forge says of one of its jobs, from its creation to its end; each says what a forge knows by then. */
public record Observations(String jobId, String name, Instant createdAt) {
    public static final String REPOSITORY = "acme/shop";

    public JobObservation waiting() {
        return said(ObservedState.WAITING, "").build();
    }

    public JobObservation queued() {
        return said(ObservedState.QUEUED, "").setQueuedAt(queuedAt()).build();
    }

    public JobObservation running() {
        return said(ObservedState.RUNNING, "builder-7")
                .setQueuedAt(queuedAt())
                .setStartedAt(startedAt())
                .build();
    }

    public JobObservation finished(Outcome outcome) {
        return said(ObservedState.FINISHED, "builder-7")
                .setQueuedAt(queuedAt())
                .setStartedAt(startedAt())
                .setFinishedAt(finishedAt())
                .setOutcome(outcome)
                .setCause(outcome == Outcome.SUCCEEDED ? null : Cause.SCRIPT)
                .build();
    }

    /** It ended before anybody began it. */
    public JobObservation skipped() {
        return said(ObservedState.FINISHED, "")
                .setFinishedAt(queuedAt())
                .setOutcome(Outcome.CANCELLED)
                .setCause(Cause.POLICY)
                .build();
    }

    public Instant queuedAt() {
        return createdAt.plusSeconds(5);
    }

    public Instant startedAt() {
        return createdAt.plusSeconds(20);
    }

    public Instant finishedAt() {
        return createdAt.plusSeconds(80);
    }

    private JobObservation.Builder said(ObservedState state, String runner) {
        return JobObservation.newBuilder()
                .setSpec(JobSpec.newBuilder()
                        .setJobId(jobId)
                        .setName(name)
                        .setTenant("acme")
                        .setRepository(REPOSITORY)
                        .setBranch("main")
                        .setCommit("c0ffee")
                        .setLabels(List.of("linux", "x64"))
                        .build())
                .setRun(ObservedRun.newBuilder()
                        .setProvider("github")
                        .setServer("github.com")
                        .setWorkflow("CI")
                        .setRunId("29")
                        .setExternalId(jobId)
                        .setRunAttempt(2)
                        .setRunner(runner)
                        .setUrl("https://github.com/acme/shop/actions/runs/29/job/1")
                        .build())
                .setState(state)
                .setCreatedAt(createdAt)
                .setDeliveryId("delivery-" + state)
                .setObservedAt(createdAt.plusSeconds(100));
    }
}
