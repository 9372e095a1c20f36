// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Admission;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.LeaseEndReason;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.RefusalReason;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RevocationReason;
import io.jobstream.schemas.RunnerPhase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something the scheduler decided. Applying facts is the only way its state changes. Those of {@link Internal} stay
 * inside; all others are written to the log.
 */
public sealed interface Fact {
    <R> R match(Cases<R> cases);

    /** Facts that the log does not need: replaying the others gives an equal state, deadlines aside. */
    sealed interface Internal extends Fact {}

    /** The job is known from now on. */
    record JobAdmitted(String pool, Admission admission, RequestedJob job) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jobAdmitted(this);
        }
    }

    /** The job waits for a runner. */
    record JobQueued(Job job, boolean front, int attemptsLost) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jobQueued(this);
        }
    }

    /** The job waits until then before it is queued again. */
    record JobDelayed(Job job, Instant until, int attemptsLost) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jobDelayed(this);
        }
    }

    /**
     * The job will end as cancelled unless it ends by itself first. {@code supersededBy} takes its place, and is null
     * when someone asked for its end.
     */
    record CancellationAccepted(Job job, @Nullable JobId supersededBy) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancellationAccepted(this);
        }
    }

    /** The job is a session's, if it accepts. */
    record LeaseGranted(Job job, Lease lease) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.leaseGranted(this);
        }
    }

    /** The session took it in time. */
    record LeaseAccepted(Job job, Lease lease, Instant at, Instant expiresAt) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.leaseAccepted(this);
        }
    }

    /** The session is asked to end the attempt; it keeps slot and lease until it has. */
    record LeaseRevoked(Job job, Lease lease, long sequence, RevocationReason reason) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.leaseRevoked(this);
        }
    }

    /** The session no longer lists the attempt; its result is awaited. */
    record AttemptEnded(Job job, Lease lease, Instant at) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.attemptEnded(this);
        }
    }

    /** The lease is over. {@code result} is the attempt's alone: another follows, or there is none. */
    record LeaseEnded(
            Job job,
            Lease lease,
            LeaseEndReason reason,
            Instant at,
            @Nullable JobResult result) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.leaseEnded(this);
        }
    }

    /** The result counts. */
    record ResultAccepted(Job job, JobResult result) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resultAccepted(this);
        }
    }

    /** The result does not count. */
    record ResultRefused(JobResult result, RefusalReason reason) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resultRefused(this);
        }
    }

    /** The job has its outcome. {@code refused} tells of a job that was never admitted, and is null for others. */
    record JobSettled(
            String pool,
            JobId job,
            Outcome outcome,
            @Nullable Cause cause,
            String message,
            @Nullable Admission refused) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jobSettled(this);
        }
    }

    /** A session begins, in the place of {@code supersedes} if there was one. */
    record RunnerJoined(
            RunnerId runner,
            String session,
            Capacity capacity,
            RunnerPhase phase,
            @Nullable String supersedes) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerJoined(this);
        }
    }

    /** Its capacity or phase is another. */
    record RunnerChanged(RunnerId runner, String session, Capacity capacity, RunnerPhase phase) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerChanged(this);
        }
    }

    /** It let a grant lapse, and gets nothing until it has read past it. */
    record RunnerDeaf(RunnerId runner, String session, long sequence) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerDeaf(this);
        }
    }

    /** It reads again. */
    record RunnerHeard(RunnerId runner, String session) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerHeard(this);
        }
    }

    /** Someone asked that the session finish what it has: it gets nothing more, and is told so. */
    record RunnerDrained(RunnerId runner, String session, long sequence, String reason) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerDrained(this);
        }
    }

    /** No sign of life for a lease. */
    record RunnerLost(RunnerId runner, String session) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerLost(this);
        }
    }

    /** A lost session speaks again. */
    record RunnerReturned(RunnerId runner, String session) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerReturned(this);
        }
    }

    /** Its session said goodbye. */
    record RunnerLeft(RunnerId runner, String session) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerLeft(this);
        }
    }

    /** A session that has been superseded still speaks, and is told so. */
    record SessionDismissed(RunnerId runner, String session, String supersededBy) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.sessionDismissed(this);
        }
    }

    /** A runner came to a pool that has as many as it may, and is told so. */
    record RunnerRefused(RunnerId runner, String session, String reason) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerRefused(this);
        }
    }

    /** A session lists an attempt that it has no lease for, and is told to end it. */
    record StaleAttemptRevoked(RunnerId runner, String session, JobId job, int attempt, long sequence) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.staleAttemptRevoked(this);
        }
    }

    /** Other terms count for a tenant, in all pools of the partition. */
    record TenantPolicyChanged(String tenant, TenantTerms terms) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.tenantPolicyChanged(this);
        }
    }

    /** The pool is run otherwise. */
    record PoolPolicyChanged(String pool, PoolTerms terms) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.poolPolicyChanged(this);
        }
    }

    /** The pool saw no tick for {@code gap}. */
    record TimeGapped(String pool, Duration gap) implements Fact {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.timeGapped(this);
        }
    }

    /** It is {@code now}; {@code ticked} is the newest tick; nothing is lost before {@code graceUntil}. */
    record TimeAdvanced(Instant now, Instant ticked, Instant graceUntil) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.timeAdvanced(this);
        }
    }

    /** A heartbeat of the runner's session came. */
    record RunnerBeat(RunnerId runner, Instant at) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerBeat(this);
        }
    }

    /** A heartbeat kept the lease. */
    record LeaseRenewed(Job job, Instant expiresAt) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.leaseRenewed(this);
        }
    }

    /** The cancellation of what nobody knows yet. */
    record CancellationKept(CancelTarget target, Instant until) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancellationKept(this);
        }
    }

    /** It has been kept for long enough. */
    record CancellationForgotten(CancelTarget target) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancellationForgotten(this);
        }
    }

    /** It has been gone for long. */
    record RunnerForgotten(RunnerId runner) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerForgotten(this);
        }
    }

    /** Ids of jobs settled before then may go, some at a time. */
    record SettledForgotten(Instant before) implements Internal {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.settledForgotten(this);
        }
    }

    /** One method per fact, so that a new fact does not compile until everyone handles it. */
    interface Cases<R> {
        R jobAdmitted(JobAdmitted fact);

        R jobQueued(JobQueued fact);

        R jobDelayed(JobDelayed fact);

        R cancellationAccepted(CancellationAccepted fact);

        R leaseGranted(LeaseGranted fact);

        R leaseAccepted(LeaseAccepted fact);

        R leaseRevoked(LeaseRevoked fact);

        R attemptEnded(AttemptEnded fact);

        R leaseEnded(LeaseEnded fact);

        R resultAccepted(ResultAccepted fact);

        R resultRefused(ResultRefused fact);

        R jobSettled(JobSettled fact);

        R runnerJoined(RunnerJoined fact);

        R runnerChanged(RunnerChanged fact);

        R runnerDeaf(RunnerDeaf fact);

        R runnerHeard(RunnerHeard fact);

        R runnerDrained(RunnerDrained fact);

        R runnerLost(RunnerLost fact);

        R runnerReturned(RunnerReturned fact);

        R runnerLeft(RunnerLeft fact);

        R sessionDismissed(SessionDismissed fact);

        R runnerRefused(RunnerRefused fact);

        R staleAttemptRevoked(StaleAttemptRevoked fact);

        R tenantPolicyChanged(TenantPolicyChanged fact);

        R poolPolicyChanged(PoolPolicyChanged fact);

        R timeGapped(TimeGapped fact);

        R timeAdvanced(TimeAdvanced fact);

        R runnerBeat(RunnerBeat fact);

        R leaseRenewed(LeaseRenewed fact);

        R cancellationKept(CancellationKept fact);

        R cancellationForgotten(CancellationForgotten fact);

        R runnerForgotten(RunnerForgotten fact);

        R settledForgotten(SettledForgotten fact);
    }
}
