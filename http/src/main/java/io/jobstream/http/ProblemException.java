// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.http.json.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem document (RFC 9457). What it says is shown to the caller. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    public ProblemException(int status, String title, String detail, List<FieldError> errors) {
        this(status, title, detail, errors, null);
    }

    public ProblemException(int status, String title, String detail) {
        this(status, title, detail, List.of(), null);
    }

    private ProblemException(
            int status, String title, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** A body or a parameter that breaks rules: 400, with each broken rule. */
    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(400, "Invalid request", errors.size() + " field(s) are not as expected", errors);
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(404, "Not found", detail);
    }

    /** 503: it may have happened or not; the same request with the same key may be sent again after a while. */
    public static ProblemException unavailable(String detail, Duration retryAfter) {
        return new ProblemException(503, "Unavailable", detail, List.of(), retryAfter);
    }

    /** 429: the same request may be sent again after a while. */
    public static ProblemException tooMany(String detail, Duration retryAfter) {
        return new ProblemException(429, "Too many requests", detail, List.of(), retryAfter);
    }

    /** What a caller is shown of it, where it does not end the whole request. */
    public ObjectNode document() {
        return document(null);
    }

    ObjectNode document(@Nullable String requestId) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", detail());
        if (requestId != null) {
            document.put("requestId", requestId);
        }
        if (!errors.isEmpty()) {
            ArrayNode array = document.putArray("errors");
            errors.forEach(
                    error -> array.addObject().put("pointer", error.pointer()).put("detail", error.detail()));
        }
        return document;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
