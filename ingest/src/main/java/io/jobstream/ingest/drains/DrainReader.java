// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.drains;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.json.JsonFields;
import io.jobstream.ingest.submission.SubmissionReader;
import io.jobstream.ingest.submission.Texts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads who is to be drained. */
final class DrainReader {
    private static final int NAME_MAX = 128;
    private static final int REASON_MAX = 256;

    private DrainReader() {}

    /**
     * A runner that is to leave.
     *
     * @param session null for the one that is current when the scheduler reads it
     */
    record Wish(String pool, String runnerId, @Nullable String session, String reason) {}

    /**
     * The body of {@code POST /v1/runners/{id}/drain}.
     *
     * @throws ProblemException 404 when no runner can be called so, 400 with every mistake
     */
    static Wish read(String runnerId, JsonNode body) {
        if (!isName(runnerId)) {
            throw ProblemException.notFound("No runner can be called so");
        }
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        String pool = SubmissionReader.pool(fields);
        String session = fields.text("session").orElse(null);
        if (session != null && !isName(session)) {
            fields.error(fields.pointer("session"), "Expected 1 to " + NAME_MAX + " characters on one line");
        }
        String reason = fields.text("reason").orElse("");
        if (reason.length() > REASON_MAX || !Texts.isLine(reason)) {
            fields.error(fields.pointer("reason"), "Expected at most " + REASON_MAX + " characters on one line");
        }
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return new Wish(pool, runnerId, session, reason);
    }

    /** What a runner takes for a name. */
    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= NAME_MAX && Texts.isLine(text);
    }
}
