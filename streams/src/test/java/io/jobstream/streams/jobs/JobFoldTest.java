// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.ObservedRun;
import io.jobstream.schemas.Outcome;
import io.jobstream.streams.testing.Facts;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JobFoldTest {
    private static final Instant NOON = Facts.NOON;

    /** Every field has another value than its default, or forgetting one would not be seen. */
    private static final JobStatus FULL = JobStatus.newBuilder()
            .setSpec(Facts.job("j").build())
            .setPool("pool")
            .setState(JobState.SETTLED)
            .setRevision(7)
            .setEventOffset(3)
            .setAcceptedAt(NOON)
            .setQueuedAt(NOON.plusSeconds(1))
            .setSettledAt(NOON.plusSeconds(2))
            .setUpdatedAt(NOON.plusSeconds(3))
            .setOutcome(Outcome.FAILED)
            .setCause(Cause.SCRIPT)
            .setMessage("exit status 2")
            .setCancelRequested(true)
            .setWaitingForNeeds(List.of("other"))
            .setDelayedUntil(NOON.plusSeconds(4))
            .setRequirementSet("linux")
            .setAttempts(List.of(AttemptStatus.newBuilder()
                    .setAttempt(1)
                    .setRunnerId("runner")
                    .setSessionId("session")
                    .setGrantedAt(NOON)
                    .build()))
            .setObserved(ObservedRun.newBuilder()
                    .setProvider("github")
                    .setExternalId("1")
                    .build())
            .build();

    @Test
    void keepsEverythingThatDoesNotChange() {
        JobStatus after = JobFold.restated(FULL, NOON.plusSeconds(9));

        assertThat(after.getRevision()).isGreaterThan(FULL.getRevision());
        assertThat(after.getUpdatedAt()).isEqualTo(NOON.plusSeconds(9));
        for (Schema.Field field : JobStatus.getClassSchema().getFields()) {
            if (!List.of("revision", "updatedAt").contains(field.name())) {
                assertThat(FULL.get(field.pos())).as(field.name()).isNotIn(null, "", false, List.of());
                assertThat(after.get(field.pos())).as(field.name()).isEqualTo(FULL.get(field.pos()));
            }
        }
    }

    @Test
    void leavesTheJobBeforeAsItWas() {
        JobStatus before = JobFold.restated(FULL, NOON);

        JobFold.needEnded(before, "other", NOON.plusSeconds(5), 9);

        assertThat(before).isEqualTo(JobFold.restated(FULL, NOON));
    }
}
