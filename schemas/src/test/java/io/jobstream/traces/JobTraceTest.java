// SPDX-License-Identifier: Apache-2.0
package io.jobstream.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.Call;
import io.jobstream.schemas.JobSpec;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTraceTest {
    private static final String JOB = "019adf0c-1111-7abc-8def-0123456789ab";
    private static final String PIPELINE = "019adf0c-2222-7abc-8def-0123456789ab";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void goesOnWithTheCallersTrace() {
        Call call = TraceCarriers.call("r-1", Map.of("traceparent", PARENT, "tracestate", "vendor=1")::get);

        JobTrace trace = JobTrace.of(job(JOB, PIPELINE, call));

        assertThat(call.getTraceparent()).isEqualTo(PARENT);
        assertThat(trace.parent().getSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(trace.job().getTraceId()).isEqualTo(TRACE);
        assertThat(trace.job().getTraceState().get("vendor")).isEqualTo("1");
        assertThat(TraceCarriers.environment(trace.attempt(2)))
                .containsEntry(
                        "TRACEPARENT", "00-" + TRACE + "-" + trace.attempt(2).getSpanId() + "-01")
                .containsEntry("TRACESTATE", "vendor=1");
    }

    @Test
    void leavesItToTheCallerWhetherTheTraceIsRecorded() {
        Call call = TraceCarriers.call("r-1", Map.of("traceparent", PARENT.replaceAll("01$", "00"))::get);

        assertThat(JobTrace.of(job(JOB, null, call)).job().isSampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01-more"
            })
    void passesOverWhatIsNoTraceContext(String traceparent) {
        Call call = TraceCarriers.call("r-1", Map.of("traceparent", traceparent)::get);

        assertThat(call.getTraceparent()).isNull();
        assertThat(call.getRequestId()).isEqualTo("r-1");
        assertThat(JobTrace.of(job(JOB, null, call)).parent().isValid()).isFalse();
    }

    @Test
    void hasATraceOfItsOwnThatAllJobsOfAPipelineShare() {
        JobTrace alone = JobTrace.of(job(JOB, null, null));
        JobTrace first = JobTrace.of(job(JOB, PIPELINE, null));
        JobTrace second = JobTrace.of(job("named by a producer", PIPELINE, null));

        assertThat(alone.job().getTraceId()).isEqualTo(JOB.replace("-", ""));
        assertThat(first.job().getTraceId()).isEqualTo(PIPELINE.replace("-", ""));
        assertThat(second.job().getTraceId()).isEqualTo(first.job().getTraceId());
        assertThat(second.job().getSpanId()).isNotEqualTo(first.job().getSpanId());
        assertThat(JobTrace.of(job("named by a producer", null, null)).job().isValid())
                .isTrue();
    }

    @Test
    void namesEachSpanTheSameWhoeverTellsOfIt() {
        JobSpec job = job(JOB, null, null);
        JobTrace trace = JobTrace.of(job);

        List<SpanContext> spans =
                List.of(trace.job(), trace.waiting(1), trace.attempt(1), trace.waiting(2), trace.attempt(2));

        Set<String> ids = new HashSet<>();
        spans.forEach(span -> ids.add(span.getSpanId()));
        assertThat(ids).hasSize(5);
        assertThat(JobTrace.of(job).attempt(2)).isEqualTo(trace.attempt(2));
    }

    @Test
    void whatAJobLeadsToGoesOnWithItsTrace() {
        JobSpec job = job(JOB, null, TraceCarriers.call("r-1", header -> null));

        Call next = JobTrace.call(job);

        assertThat(next.getRequestId()).isEqualTo("r-1");
        JobTrace trace = JobTrace.of(job("next", null, next));
        assertThat(trace.job().getTraceId()).isEqualTo(JOB.replace("-", ""));
        assertThat(trace.parent().getSpanId()).isEqualTo(JobTrace.of(job).job().getSpanId());
    }

    @Test
    void recordsCarryWhatTheCallBroughtAlong() {
        Headers known = new RecordHeaders();
        Headers unknown = new RecordHeaders();

        TraceCarriers.addTo(known, TraceCarriers.call("r-1", Map.of("traceparent", PARENT)::get));
        TraceCarriers.addTo(unknown, null);

        assertThat(texts(known)).isEqualTo(Map.of("traceparent", PARENT, "request-id", "r-1"));
        assertThat(texts(unknown)).isEmpty();
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return texts;
    }

    private static JobSpec job(String jobId, @Nullable String pipelineId, @Nullable Call call) {
        JobSpec.Builder job =
                JobSpec.newBuilder().setJobId(jobId).setName("job").setTenant("acme");
        if (pipelineId != null) {
            job.setPipelineId(pipelineId);
        }
        if (call != null) {
            job.setCall(call);
        }
        return job.build();
    }
}
