// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import io.jobstream.schemas.NeedsCondition;
import java.util.List;

/** Reads a job of a pipeline, which may need others and may have a matrix. */
final class JobEntryReader {
    private final JsonFields fields;

    JobEntryReader(JsonFields fields) {
        this.fields = fields;
    }

    JobEntry entry() {
        List<Combination> combinations = fields.object("matrix")
                .map(matrix -> new MatrixReader(matrix).combinations())
                .orElse(Combination.NONE);
        List<String> needs = fields.texts("needs");
        JobTemplate job = new JobFieldsReader(fields, combinations).template(needs, when(needs));
        fields.done();
        return new JobEntry(job, combinations);
    }

    private NeedsCondition when(List<String> needs) {
        String when = fields.text("when").orElse("success");
        NeedsCondition condition =
                switch (when) {
                    case "success" -> NeedsCondition.SUCCESS;
                    case "failure" -> NeedsCondition.FAILURE;
                    case "always" -> NeedsCondition.ALWAYS;
                    default -> NeedsCondition.UNKNOWN;
                };
        if (condition == NeedsCondition.UNKNOWN) {
            fields.error(fields.pointer("when"), "Expected success, failure or always");
        } else if (condition != NeedsCondition.SUCCESS && needs.isEmpty()) {
            fields.error(fields.pointer("when"), "Expected needs beside it: it says how these must end");
        }
        return condition;
    }
}
