// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.ProblemException;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of a job whose log is asked for: where it begins, and when it is over. */
final class JobLog {
    /** Between the gateway's clock and the broker's. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);

    private static final long LOOKUP_SECONDS_MAX = 15;

    private final JobStatus first;
    private final @Nullable Integer attempt;
    private final Live.Views views;

    JobLog(JobStatus job, @Nullable Integer attempt, Live.Views views) {
        this.first = job;
        this.attempt = attempt;
        this.views = views;
    }

    LogStream.Story story(Supplier<long[]> begin) {
        return new LogStream.Story(
                new Grace(this::isOver, views.clock()),
                this::lastAttempt,
                this::summary,
                () -> views.json().of(now()),
                begin);
    }

    /** The offset of its first chunk, or one before it. */
    long begin(Feed<LogPart> logs, LogIndex index, int partition) {
        OptionalLong known = index.first(first.getSpec().getJobId());
        if (known.isPresent()) {
            return known.getAsLong();
        }
        long end = logs.ring().ends()[partition];
        try {
            return logs.offsetAt(partition, first.getAcceptedAt().minus(CLOCK_MARGIN))
                    .get(LOOKUP_SECONDS_MAX, TimeUnit.SECONDS)
                    .map(found -> Math.min(found, end))
                    .orElse(end);
        } catch (ExecutionException | TimeoutException e) {
            throw ProblemException.unavailable("The log could not be looked up in Kafka", Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("The service stops", Duration.ofSeconds(2));
        }
    }

    private JobStatus now() {
        return views.jobs().find(first.getSpec().getJobId()).orElse(first);
    }

    private boolean isOver() {
        JobStatus job = now();
        return job.getState() == JobState.SETTLED
                || (attempt != null
                        && job.getAttempts().stream()
                                .anyMatch(each -> each.getAttempt() == attempt && each.getEndReason() != null));
    }

    private OptionalInt lastAttempt() {
        if (attempt != null) {
            return OptionalInt.of(attempt);
        }
        return now().getAttempts().stream()
                .filter(each -> each.getAcceptedAt() != null)
                .mapToInt(AttemptStatus::getAttempt)
                .max();
    }

    private ObjectNode summary() {
        JobStatus job = now();
        ObjectNode summary = JsonNodeFactory.instance
                .objectNode()
                .put("jobId", job.getSpec().getJobId())
                .put("state", job.getState().name());
        if (job.getOutcome() != null) {
            summary.put("outcome", job.getOutcome().name());
        }
        if (job.getCause() != null) {
            summary.put("cause", job.getCause().name());
        }
        if (!job.getMessage().isEmpty()) {
            summary.put("message", job.getMessage());
        }
        job.getAttempts().stream()
                .filter(each -> attempt == null || attempt == each.getAttempt())
                .reduce((before, after) -> after)
                .ifPresent(last -> {
                    summary.put("attempt", last.getAttempt());
                    if (last.getExitCode() != null) {
                        summary.put("exitCode", last.getExitCode());
                    }
                });
        return summary;
    }
}
