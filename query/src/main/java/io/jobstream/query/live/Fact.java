// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.json.Json;
import io.jobstream.query.json.AvroJson;
import io.jobstream.query.json.Times;
import io.jobstream.query.tailing.Received;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A fact of {@code ci.job.events} as clients see it.
 *
 * @param repository empty when it is about no job, or none that is known
 */
record Fact(JobEventType type, String pool, String repository, String json) {
    private static final int OVERHEAD_BYTES = 200;

    /** @param repositories of jobs whose admission was before */
    static @Nullable Entry<Fact> entry(Received<JobEvent> received, Function<String, Optional<String>> repositories) {
        JobEvent event = received.value();
        if (event == null) {
            return null;
        }
        String jobId = event.getJobId();
        String repository = event.getAdmission() != null
                ? event.getAdmission().getSpec().getRepository()
                : jobId == null ? "" : repositories.apply(jobId).orElse("");
        ObjectNode json = AvroJson.of(event)
                .put("partition", received.partition())
                .put("offset", received.offset())
                .put("appendedAt", Times.rfc3339(received.at()));
        String text = Json.write(json);
        Fact fact = new Fact(event.getType(), event.getPool().intern(), repository, text);
        return new Entry<>(
                received.partition(), received.offset(), received.key(), fact, text.length() + OVERHEAD_BYTES);
    }
}
