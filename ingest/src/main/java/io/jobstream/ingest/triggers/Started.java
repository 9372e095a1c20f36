// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.recent.AcceptedRequest;
import java.util.List;
import java.util.Objects;

/** What one rule started, as answers tell it. */
public record Started(String rule, String pipelineId, String pool, List<AcceptedRequest.Job> jobs) {
    static Started of(TriggerRule rule, AcceptedRequest accepted) {
        return new Started(rule.id(), Objects.requireNonNull(accepted.pipelineId()), accepted.pool(), accepted.jobs());
    }
}
