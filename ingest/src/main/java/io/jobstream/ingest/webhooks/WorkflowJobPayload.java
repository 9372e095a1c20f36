// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.jobstream.ingest.observations.Ending;
import io.jobstream.ingest.observations.Sighting;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.Outcome;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the payload of {@code workflow_job}, which GitHub and Gitea send in the same form. */
public final class WorkflowJobPayload {
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern NAME = Pattern.compile(".{1,2048}");
    private static final int ATTEMPT_MAX = 1_000_000;

    private final String forge;
    private final Payload payload;

    public WorkflowJobPayload(String forge, Payload payload) {
        this.forge = forge;
        this.payload = payload;
    }

    public Sighting read() {
        Payload job = payload.part("/workflow_job");
        String status = job.required("/status", NAME);
        Sighting seen = new Sighting(
                        forge,
                        Hosts.of(payload.text("/repository/html_url")),
                        payload.required("/repository/full_name", PushPayload.REPOSITORY),
                        job.required("/id", ID),
                        attempt(job))
                .named(job.required("/name", NAME))
                .of(job.text("/head_branch"), job.text("/head_sha"))
                .in(job.text("/workflow_name"), job.required("/run_id", ID))
                .labelled(job.texts("/labels"))
                .shownAt(job.text("/html_url"))
                .created(job.time("/created_at"));
        payload.check();
        return as(status, seen, job);
    }

    private static int attempt(Payload job) {
        return (int) Math.max(1, Math.min(ATTEMPT_MAX, job.number("/run_attempt", 1)));
    }

    private static Sighting as(String status, Sighting seen, Payload job) {
        // A job that waits has a time of start as well, which means nothing.
        @Nullable Instant queuedAt = job.time("/created_at");
        @Nullable Instant startedAt = job.time("/started_at");
        String runner = job.text("/runner_name");
        return switch (status) {
            case "queued" -> seen.queued(queuedAt == null ? startedAt : queuedAt);
            case "in_progress" -> seen.by(runner).running(queuedAt, startedAt);
            case "completed" ->
                // Nobody began what was skipped, or cancelled in its queue.
                (runner.isEmpty() ? seen : seen.by(runner).running(queuedAt, startedAt))
                        .finished(job.time("/completed_at"), conclusion(job.text("/conclusion")));
            default -> seen.waiting();
        };
    }

    /** What GitHub's conclusions are in this system's words. */
    public static Ending conclusion(String conclusion) {
        return switch (conclusion) {
            case "success", "neutral" -> Ending.SUCCEEDED;
            case "failure" -> Ending.of(Outcome.FAILED, Cause.SCRIPT);
            case "startup_failure" -> Ending.of(Outcome.FAILED, Cause.INFRASTRUCTURE);
            case "timed_out" -> Ending.of(Outcome.TIMED_OUT, Cause.TIMEOUT);
            case "cancelled" -> Ending.of(Outcome.CANCELLED, Cause.USER);
            case "skipped" -> Ending.of(Outcome.CANCELLED, Cause.POLICY);
            case "stale" -> Ending.of(Outcome.ABANDONED, Cause.INFRASTRUCTURE);
            default -> Ending.unknown(conclusion);
        };
    }
}
