// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.JobRequest;
import io.jobstream.schemas.JobResult;
import io.jobstream.schemas.RunnerReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything the scheduler can be told. Time is told too: the scheduler never asks for it. */
public sealed interface Input {
    <R> R match(Cases<R> cases);

    /** A request reached the log in time, {@code bytes} long. */
    record JobsRequested(JobRequest request, int bytes) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.jobsRequested(this);
        }
    }

    /** A request for the end of a job or a pipeline reached the log at {@code stamp}. */
    record CancellationRequested(CancelTarget target, Instant stamp) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancellationRequested(this);
        }
    }

    /** A runner's heartbeat reached the log at {@code stamp}. */
    record RunnerReported(RunnerReport report, Instant stamp) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.runnerReported(this);
        }
    }

    /** An attempt ended, says its runner. */
    record ResultReported(JobResult result) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resultReported(this);
        }
    }

    /** A runner's session is to finish what it has and leave: the one that is named, or else the current one. */
    record DrainRequested(RunnerId runner, @Nullable String session, String reason) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.drainRequested(this);
        }
    }

    /** Other terms are to count for a tenant, in all pools. */
    record TenantPolicyGiven(String tenant, TenantTerms terms) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.tenantPolicyGiven(this);
        }
    }

    /** A pool is to be run otherwise. */
    record PoolPolicyGiven(String pool, PoolTerms terms) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.poolPolicyGiven(this);
        }
    }

    /** A tick reached the log at {@code stamp}. */
    record Ticked(Instant stamp) implements Input {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ticked(this);
        }
    }

    /** One method per input, so that a new input does not compile until every decision handles it. */
    interface Cases<R> {
        R jobsRequested(JobsRequested requested);

        R cancellationRequested(CancellationRequested requested);

        R runnerReported(RunnerReported reported);

        R resultReported(ResultReported reported);

        R drainRequested(DrainRequested requested);

        R tenantPolicyGiven(TenantPolicyGiven given);

        R poolPolicyGiven(PoolPolicyGiven given);

        R ticked(Ticked ticked);
    }
}
