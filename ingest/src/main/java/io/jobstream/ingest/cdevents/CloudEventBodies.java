// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.cdevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import io.javalin.http.Context;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.json.Json;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Takes CloudEvents out of a request, in each mode of their HTTP binding. */
final class CloudEventBodies {
    static final int EVENTS_MAX = 256;

    private static final String STRUCTURED = JsonFormat.CONTENT_TYPE;
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String BINARY = "ce-specversion";
    private static final JsonFormat FORMAT = new JsonFormat();

    private CloudEventBodies() {}

    /**
     * The events, in order.
     *
     * @throws ProblemException 415 when it is in no mode, 413 when there are too many or too large, 400 when they are
     *     no events
     */
    static List<CloudEvent> read(Context ctx) {
        String type = mediaType(ctx);
        if (type.equals(BATCH)) {
            return batch(RequestBody.parse(RequestBody.bytes(ctx)));
        } else if (type.equals(STRUCTURED)) {
            return List.of(structured(RequestBody.parse(RequestBody.bytes(ctx)), ""));
        } else if (ctx.header(BINARY) != null && type.endsWith("json")) {
            byte[] body = RequestBody.bytes(ctx);
            Map<String, String> headers = ctx.headerMap();
            return List.of(event(
                    "", () -> HttpMessageFactory.createReader(headers, body).toEvent()));
        }
        throw new ProblemException(
                415,
                "Unsupported media type",
                "Expected a CloudEvent: " + STRUCTURED + ", " + BATCH + ", or JSON with its attributes as ce- headers");
    }

    private static List<CloudEvent> batch(JsonNode body) {
        if (!body.isArray()) {
            throw ProblemException.invalid(List.of(new FieldError("", "Expected an array of events")));
        } else if (body.size() > EVENTS_MAX) {
            throw new ProblemException(
                    413, "Batch too large", "A batch may have " + EVENTS_MAX + " events; this has " + body.size());
        }
        List<CloudEvent> events = new ArrayList<>();
        for (JsonNode element : body) {
            events.add(structured(element, "/" + events.size()));
        }
        return events;
    }

    /** One in the structured mode, which stands at a place of a body. */
    static CloudEvent structured(JsonNode json, String pointer) {
        if (!json.isObject()) {
            throw ProblemException.invalid(List.of(new FieldError(pointer, "Expected a CloudEvent")));
        }
        return event(pointer, () -> FORMAT.deserialize(bytes(json)));
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return Json.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }

    private static CloudEvent event(String pointer, Supplier<CloudEvent> reading) {
        try {
            return reading.get();
        } catch (CloudEventRWException
                | EventDeserializationException
                | IllegalArgumentException
                | IllegalStateException
                | DateTimeException e) {
            throw ProblemException.invalid(
                    List.of(new FieldError(pointer, "Expected a CloudEvent of version 1.0: " + e.getMessage())));
        }
    }

    private static String mediaType(Context ctx) {
        String type = ctx.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
