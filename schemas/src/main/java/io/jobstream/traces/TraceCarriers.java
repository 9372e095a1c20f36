// SPDX-License-Identifier: Apache-2.0
package io.jobstream.traces;

import io.jobstream.schemas.Call;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** W3C Trace Context as it travels: in HTTP headers, in the {@link Call} of a job, in records, in an environment. */
public final class TraceCarriers {
    /** The header of records with the X-Request-Id of the HTTP call that they come from. */
    public static final String REQUEST_ID_HEADER = "request-id";

    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    private static final int TRACESTATE_MAX = 512;
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceCarriers() {}

    /**
     * The call that HTTP headers tell of; what is no trace context is passed over, as W3C asks for.
     *
     * @param requestId the call's
     * @param headers gives each by its name; null for one that is not there
     */
    public static Call call(String requestId, UnaryOperator<@Nullable String> headers) {
        return call(requestId, extracted(headers));
    }

    static Call call(String requestId, SpanContext span) {
        Map<String, String> written = written(span);
        String state = written.getOrDefault(TRACESTATE, "");
        return Call.newBuilder()
                .setRequestId(requestId)
                .setTraceparent(written.get(TRACEPARENT))
                .setTracestate(state.length() <= TRACESTATE_MAX ? state : "")
                .build();
    }

    /** The span that a call names; not valid where it names none. */
    static SpanContext of(@Nullable Call call) {
        if (call == null || call.getTraceparent() == null) {
            return SpanContext.getInvalid();
        }
        return extracted(header -> switch (header) {
            case TRACEPARENT -> call.getTraceparent();
            case TRACESTATE -> call.getTracestate();
            default -> null;
        });
    }

    /** Adds a span, if it is valid, and the request that led to it, if one is known, to a record's headers. */
    public static void addTo(Headers headers, SpanContext span, @Nullable Call call) {
        written(span).forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.US_ASCII)));
        if (call != null && !call.getRequestId().isEmpty()) {
            headers.add(REQUEST_ID_HEADER, call.getRequestId().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What a call brought along, as a record's headers have it. */
    public static void addTo(Headers headers, @Nullable Call call) {
        addTo(headers, of(call), call);
    }

    /** TRACEPARENT, and TRACESTATE where there is one, for a process that goes on with the trace. */
    public static Map<String, String> environment(SpanContext span) {
        Map<String, String> environment = new TreeMap<>();
        written(span).forEach((name, value) -> environment.put(name.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    private static Map<String, String> written(SpanContext span) {
        Map<String, String> written = new TreeMap<>();
        W3C.inject(Context.root().with(Span.wrap(span)), written, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return written;
    }

    private static SpanContext extracted(UnaryOperator<@Nullable String> headers) {
        return Span.fromContext(W3C.extract(Context.root(), headers, Getter.INSTANCE))
                .getSpanContext();
    }

    private enum Getter implements TextMapGetter<UnaryOperator<@Nullable String>> {
        INSTANCE;

        @Override
        public @Nullable String get(@Nullable UnaryOperator<@Nullable String> carrier, String key) {
            return carrier == null ? null : carrier.apply(key);
        }
    }
}
