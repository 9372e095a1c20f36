// SPDX-License-Identifier: Apache-2.0
package io.jobstream.traces;

import io.jobstream.schemas.Call;
import io.jobstream.schemas.JobSpec;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a job is part of: the caller's, where the call named one, else one of its own, which all jobs of a
 * pipeline share. Its id is then that of the pipeline, or of the job that is alone, without the dashes.
 */
public final class JobTrace {
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final String jobId;
    private final SpanContext parent;
    private final SpanContext trace;

    private JobTrace(String jobId, SpanContext parent, SpanContext trace) {
        this.jobId = jobId;
        this.parent = parent;
        this.trace = trace;
    }

    public static JobTrace of(JobSpec spec) {
        SpanContext caller = TraceCarriers.of(spec.getCall());
        return new JobTrace(spec.getJobId(), caller, caller.isValid() ? caller : own(spec));
    }

    /** The caller's span; not valid where it named none. */
    public SpanContext parent() {
        return parent;
    }

    /** From the acceptance of the job to its outcome. */
    public SpanContext job() {
        return span("job");
    }

    /** From when the job began to wait for this attempt to its grant. */
    public SpanContext waiting(int attempt) {
        return span("waiting/" + attempt);
    }

    /** An attempt, from its grant to its end. */
    public SpanContext attempt(int attempt) {
        return span("attempt/" + attempt);
    }

    /** What is named by those whom the job leads to: the same call, and the job as the caller. */
    public static Call call(JobSpec spec) {
        Call call = spec.getCall();
        return TraceCarriers.call(call == null ? "" : call.getRequestId(), of(spec).job());
    }

    private SpanContext span(String kind) {
        return SpanContext.create(
                trace.getTraceId(),
                HEX.formatHex(digest(jobId + "/" + kind), 0, SPAN_ID_BYTES),
                trace.getTraceFlags(),
                trace.getTraceState());
    }

    private static SpanContext own(JobSpec spec) {
        String of = Objects.requireNonNullElse(spec.getPipelineId(), spec.getJobId());
        String traceId = hexOfUuid(of);
        return SpanContext.create(
                traceId == null ? HEX.formatHex(digest(of), 0, TRACE_ID_BYTES) : traceId,
                HEX.formatHex(digest(of), 0, SPAN_ID_BYTES),
                TraceFlags.getSampled(),
                SpanContext.getInvalid().getTraceState());
    }

    /** Null for what is none; producers of their own may name jobs as they like. */
    private static @Nullable String hexOfUuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            return HEX.toHexDigits(uuid.getMostSignificantBits()) + HEX.toHexDigits(uuid.getLeastSignificantBits());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
