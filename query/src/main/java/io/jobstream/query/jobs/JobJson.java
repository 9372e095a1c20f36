// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.json.AvroJson;
import io.jobstream.schemas.JobStatus;
import java.time.Clock;

/** A job as the interface shows it: its spec and its status in one object, and why it waits. */
public final class JobJson {
    private final WaitingReasons reasons;
    private final Fleet fleet;
    private final Clock clock;

    public JobJson(Jobs jobs, Fleet fleet, Clock clock) {
        this.reasons = new WaitingReasons(jobs, fleet);
        this.fleet = fleet;
        this.clock = clock;
    }

    public ObjectNode of(JobStatus job) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        AvroJson.into(json, job.getSpec());
        AvroJson.into(json, job);
        json.remove("spec");
        fleet.nameCell(json);
        reasons.of(job, clock.instant()).ifPresent(waiting -> json.set("waiting", waiting));
        return json;
    }
}
