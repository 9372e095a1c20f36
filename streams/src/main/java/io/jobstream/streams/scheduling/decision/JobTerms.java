// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.JobSpec;
import io.jobstream.schemas.NeedsCondition;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What never changes of a job, and many jobs have in common.
 *
 * @param tenant whose share of the pool it takes from
 * @param priority 0 to 9, higher first
 * @param requirements what it asks of its runner
 * @param attemptsMax how many attempts may fail or be lost
 * @param timeLimit of an attempt
 * @param retry which of these are followed by another
 * @param condition how the jobs that it needs must end
 * @param group which limits how many run beside it; null for none
 */
public record JobTerms(
        String pool,
        String tenant,
        int priority,
        Requirements requirements,
        int attemptsMax,
        Duration timeLimit,
        RetryTerms retry,
        NeedsCondition condition,
        @Nullable GroupTerms group) {

    static JobTerms of(String pool, JobSpec spec) {
        return new JobTerms(
                pool,
                spec.getTenant(),
                spec.getPriority(),
                Requirements.of(spec),
                spec.getMaxAttempts(),
                Duration.ofMillis(spec.getTimeLimitMillis()),
                RetryTerms.of(spec.getRetry()),
                Objects.requireNonNullElse(spec.getNeedsCondition(), NeedsCondition.SUCCESS),
                GroupTerms.of(spec.getConcurrencyGroup()));
    }

    /**
     * By what differs most. Each is spread before they are put together: names that are counted up, such as
     * {@code team-1}, {@code team-2}, would otherwise give few sums, and those of many jobs are in one table.
     */
    @Override
    public int hashCode() {
        int hash = tenant.hashCode() * 0x9E3779B9;
        hash = (hash ^ hash >>> 15 ^ requirements.hashCode()) * 0x85EBCA6B;
        return (hash ^ hash >>> 13 ^ priority) * 0xC2B2AE35;
    }

    /** The same, of values that are equal to its own. */
    public JobTerms sharing(String samePool, String sameTenant, Requirements same) {
        return new JobTerms(samePool, sameTenant, priority, same, attemptsMax, timeLimit, retry, condition, group);
    }
}
