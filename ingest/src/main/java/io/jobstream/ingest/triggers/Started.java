// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.recent.AcceptedRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one rule started, as answers tell it. */
public record Started(String rule, @Nullable String pipelineId, String pool, List<AcceptedRequest.Job> jobs) {
    static Started of(TriggerRule rule, AcceptedRequest accepted) {
        return new Started(rule.id(), accepted.pipelineId(), accepted.pool(), accepted.jobs());
    }
}
