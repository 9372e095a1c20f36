// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.LeaseEnd;
import io.jobstream.schemas.LeaseEndReason;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a fact has what its type names, as the contract says. */
final class Shape {
    private static final Set<JobEventType> OF_ATTEMPTS = EnumSet.of(
            JobEventType.LEASE_GRANTED,
            JobEventType.LEASE_ACCEPTED,
            JobEventType.LEASE_REVOKED,
            JobEventType.ATTEMPT_ENDED,
            JobEventType.LEASE_ENDED,
            JobEventType.RESULT_ACCEPTED,
            JobEventType.RESULT_REFUSED);

    private static final Set<JobEventType> OF_JOBS = EnumSet.of(
            JobEventType.JOB_ADMITTED,
            JobEventType.JOB_QUEUED,
            JobEventType.JOB_DELAYED,
            JobEventType.CANCELLATION_ACCEPTED,
            JobEventType.JOB_SETTLED);

    private static final Set<JobEventType> OF_NOBODY = EnumSet.of(
            JobEventType.UNKNOWN,
            JobEventType.TIME_GAP,
            JobEventType.TENANT_POLICY_CHANGED,
            JobEventType.POOL_POLICY_CHANGED);

    private Shape() {}

    static boolean isComplete(JobEvent event) {
        JobEventType type = event.getType();
        if (OF_NOBODY.contains(type)) {
            return payload(event) != null;
        }
        boolean names = OF_JOBS.contains(type)
                ? event.getJobId() != null
                : event.getRunnerId() != null && event.getSessionId() != null;
        boolean namesAttempt = !OF_ATTEMPTS.contains(type) || (event.getJobId() != null && event.getAttempt() != null);
        return names && namesAttempt && payload(event) != null;
    }

    /** INFRASTRUCTURE had no result before there were policies. */
    private static boolean isComplete(@Nullable LeaseEnd end) {
        return end != null && (end.getReason() != LeaseEndReason.FAILED || end.getResult() != null);
    }

    /** What goes with the type; the event itself where nothing does. */
    private static @Nullable Object payload(JobEvent event) {
        return switch (event.getType()) {
            case JOB_ADMITTED -> event.getAdmission();
            case JOB_QUEUED -> event.getQueueing();
            case JOB_DELAYED -> event.getDelay();
            case LEASE_GRANTED -> event.getLease();
            case LEASE_REVOKED -> event.getRevocation();
            case LEASE_ENDED -> isComplete(event.getLeaseEnd()) ? event.getLeaseEnd() : null;
            case RESULT_ACCEPTED -> event.getResult();
            case JOB_SETTLED -> event.getSettlement();
            case RUNNER_JOINED, RUNNER_CHANGED -> event.getRunner();
            case TENANT_POLICY_CHANGED -> event.getTenantPolicy();
            case POOL_POLICY_CHANGED -> event.getPoolPolicy();
            default -> event;
        };
    }
}
