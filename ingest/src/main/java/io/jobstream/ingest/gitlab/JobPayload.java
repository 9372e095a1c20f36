// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import java.util.List;

/** Reads the payload of a job event. */
final class JobPayload {
    private final Payload payload;

    JobPayload(Payload payload) {
        this.payload = payload;
    }

    Meaning read() {
        JobState state = new JobState(
                payload.required("/build_status", Project.NAME),
                payload.text("/build_failure_reason"),
                payload.number("/build_queued_duration", -1),
                payload.time("/build_started_at"),
                payload.time("/build_finished_at"));
        Sighting seen = Project.of(payload)
                .job(payload.required("/build_id", Project.ID))
                .named(payload.required("/build_name", Project.NAME))
                .of(payload.text("/ref"), payload.text("/sha"))
                .in(payload.text("/commit/name"), payload.required("/pipeline_id", Project.ID))
                .labelled(payload.texts("/runner/tags"))
                .by(payload.text("/runner/description"))
                .created(payload.time("/build_created_at"));
        payload.check();
        return new Meaning.Observed(List.of(state.on(seen)));
    }
}
