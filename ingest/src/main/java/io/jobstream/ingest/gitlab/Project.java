// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.gitlab;

import io.jobstream.ingest.observations.Sighting;
import io.jobstream.ingest.webhooks.Hosts;
import io.jobstream.ingest.webhooks.Payload;
import io.jobstream.ingest.webhooks.PushPayload;
import java.util.regex.Pattern;

/** The project that an event is about, and the jobs in it. */
record Project(String path, String url) {
    static final Pattern ID = Pattern.compile("[0-9]{1,20}");
    static final Pattern NAME = Pattern.compile(".{1,2048}");

    static Project of(Payload payload) {
        return new Project(
                payload.required("/project/path_with_namespace", PushPayload.REPOSITORY),
                payload.required("/project/web_url", NAME));
    }

    /** A job by its id: one that is tried again gets another. */
    Sighting job(String id) {
        return new Sighting(GitlabForge.NAME, Hosts.of(url), path, id, 1).shownAt(url + "/-/jobs/" + id);
    }
}
