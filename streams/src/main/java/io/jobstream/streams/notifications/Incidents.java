// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.notifications;

import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import io.jobstream.topics.Cell;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns settled jobs into edges: the first failure, and the success that ends it. */
final class Incidents {
    private final IncidentStore store;

    Incidents(IncidentStore store) {
        this.store = store;
    }

    /** What to tell of a job that settled. Someone's cancellation and a refusal say nothing about the job. */
    Optional<Notification> settled(JobStatus job) {
        return switch (job.getOutcome()) {
            case SUCCEEDED -> succeeded(job);
            case FAILED, TIMED_OUT, ABANDONED -> failed(job);
            case CANCELLED, REFUSED, UNKNOWN -> Optional.empty();
        };
    }

    private Optional<Notification> failed(JobStatus job) {
        String group = group(job);
        Notification open = store.open(group);
        if (open != null) {
            store.put(
                    group,
                    Notification.newBuilder(open)
                            .setFailures(open.getFailures() + 1)
                            .build());
            return Optional.empty();
        }
        Notification opened = of(job, id(group, job.getSpec().getJobId()), NotificationKind.FAILED)
                .setSince(job.getSettledAt())
                .setFailures(1)
                .build();
        store.put(group, opened);
        return Optional.of(opened);
    }

    private Optional<Notification> succeeded(JobStatus job) {
        String group = group(job);
        Notification open = store.open(group);
        if (open == null) {
            return Optional.empty();
        }
        store.close(group);
        return Optional.of(of(job, open.getIncidentId(), NotificationKind.RECOVERED)
                .setSince(open.getSince())
                .setFailures(open.getFailures())
                .setRecoveryMillis(
                        Duration.between(open.getSince(), job.getSettledAt()).toMillis())
                .build());
    }

    private static Notification.Builder of(JobStatus job, String incidentId, NotificationKind kind) {
        JobSpec spec = job.getSpec();
        return Notification.newBuilder()
                .setNotificationId(id(incidentId, kind.name()))
                .setIncidentId(incidentId)
                .setKind(kind)
                .setTenant(spec.getTenant())
                .setRepository(spec.getRepository())
                .setBranch(spec.getBranch())
                .setJobName(spec.getName())
                .setPool(Cell.poolOf(job.getPool()))
                .setJobId(spec.getJobId())
                .setCommit(spec.getCommit())
                .setOutcome(job.getOutcome())
                .setCause(job.getCause())
                .setExitCode(exitCode(job))
                .setUrl(job.getObserved() == null ? "" : job.getObserved().getUrl())
                .setAt(job.getSettledAt());
    }

    private static @Nullable Integer exitCode(JobStatus job) {
        List<AttemptStatus> attempts = job.getAttempts();
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).getExitCode();
    }

    /**
     * Jobs of one name in one place; those without a repository go by tenant and name. No part holds a zero character.
     */
    private static String group(JobStatus job) {
        JobSpec spec = job.getSpec();
        return String.join(
                "\0", spec.getTenant(), spec.getRepository(), spec.getBranch(), spec.getName(), job.getPool());
    }

    /** The same for the same parts, whenever it is computed. */
    private static String id(String... parts) {
        return UUID.nameUUIDFromBytes(String.join("\0", parts).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
