// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.webhooks.Meaning;
import io.jobstream.ingest.webhooks.Payload;
import java.util.List;

/** Reads the payload of a pipeline event, which tells how each of its jobs stands. */
final class PipelinePayload {
    private final Payload payload;

    PipelinePayload(Payload payload) {
        this.payload = payload;
    }

    Meaning read() {
        Project project = Project.of(payload);
        payload.required("/object_attributes/id", Project.ID);
        List<Sighting> jobs = payload.parts("/builds").stream()
                .map(build -> job(project, build))
                .toList();
        payload.check();
        return jobs.isEmpty() ? Meaning.ignored("It has no jobs") : new Meaning.Observed(jobs);
    }

    private Sighting job(Project project, Payload build) {
        JobState state = new JobState(
                build.required("/status", Project.NAME),
                build.text("/failure_reason"),
                build.number("/queued_duration", -1),
                build.time("/started_at"),
                build.time("/finished_at"));
        Payload pipeline = payload.part("/object_attributes");
        Sighting seen = project.job(build.required("/id", Project.ID))
                .named(build.required("/name", Project.NAME))
                .of(pipeline.text("/ref"), pipeline.text("/sha"))
                .in(pipeline.text("/name"), pipeline.text("/id"))
                .labelled(build.texts("/runner/tags"))
                .by(build.text("/runner/description"))
                .created(build.time("/created_at"));
        return state.on(seen);
    }
}
