// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.github;

import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.webhooks.Hosts;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.ingest.webhooks.PushPayload;
import io.jobstream.ingest.webhooks.WorkflowJobPayload;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the payload of {@code check_run}: how other CI systems tell GitHub of their jobs. */
final class CheckRunPayload {
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern TEXT = Pattern.compile(".{1,2048}");
    private static final String ACTIONS = "github-actions";

    private final Payload payload;

    CheckRunPayload(Payload payload) {
        this.payload = payload;
    }

    Meaning read() {
        Payload check = payload.part("/check_run");
        if (check.text("/app/slug").equals(ACTIONS)) {
            return Meaning.ignored("It is a job of GitHub Actions, which workflow_job tells of");
        }
        String status = check.required("/status", TEXT);
        String page = check.text("/details_url");
        Sighting seen = new Sighting(
                        GithubForge.NAME,
                        Hosts.of(payload.text("/repository/html_url")),
                        payload.required("/repository/full_name", PushPayload.REPOSITORY),
                        "check-" + check.required("/id", ID),
                        1)
                .named(check.required("/name", TEXT))
                .of(check.text("/check_suite/head_branch"), check.text("/head_sha"))
                .in(check.text("/app/name"), check.text("/check_suite/id"))
                .shownAt(page.isEmpty() ? check.text("/html_url") : page);
        payload.check();
        return new Meaning.Observed(List.of(as(status, seen, check)));
    }

    private static Sighting as(String status, Sighting seen, Payload check) {
        @Nullable Instant startedAt = check.time("/started_at");
        return switch (status) {
            case "in_progress" -> seen.running(null, startedAt);
            case "completed" ->
                seen.running(null, startedAt)
                        .finished(
                                check.time("/completed_at"), WorkflowJobPayload.conclusion(check.text("/conclusion")));
            case "queued" -> seen.queued(null);
            default -> seen.waiting();
        };
    }
}
