// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import io.jobstream.schemas.ConcurrencyGroup;
import java.util.List;

/** Reads the group that limits how many jobs run beside a job. */
final class ConcurrencyReader {
    private final JsonFields fields;
    private final Placeholders placeholders;

    /**
     * Reads the group of a job that may have a matrix.
     *
     * @param combinations of its matrix, whose values the group's name may have
     */
    ConcurrencyReader(JsonFields fields, List<Combination> combinations) {
        this.fields = fields;
        this.placeholders = new Placeholders(fields, combinations);
    }

    ConcurrencyGroup group() {
        ConcurrencyGroup group = new ConcurrencyGroup(
                name(), limit(), fields.flag("cancelInProgress").orElse(false));
        fields.done();
        return group;
    }

    private String name() {
        if (!fields.has("group")) {
            fields.error(fields.pointer("group"), "Required");
        }
        return fields.text("group")
                .filter(text -> placeholders.check(
                        "group",
                        text,
                        name -> Texts.isLine(name, Limits.NAME_MAX),
                        "Expected 1 to " + Limits.NAME_MAX + " characters, none of them a control character"))
                .orElse("");
    }

    private int limit() {
        int limit = fields.integer("limit").orElse(Limits.CONCURRENCY_DEFAULT);
        if (limit < 1 || limit > Limits.CONCURRENCY_MAX) {
            fields.error(fields.pointer("limit"), "Expected 1 to " + Limits.CONCURRENCY_MAX);
        }
        return limit;
    }
}
