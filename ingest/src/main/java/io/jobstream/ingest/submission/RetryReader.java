// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import io.jobstream.http.json.JsonFields;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.RetryPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads after which ends of an attempt a job is tried again, and how long it waits before that. */
final class RetryReader {
    private static final List<Cause> CAUSES = List.of(Cause.RUNNER_LOST, Cause.INFRASTRUCTURE);

    private final JsonFields fields;
    private final JobFieldsReader reader;

    RetryReader(JsonFields fields) {
        this.fields = fields;
        this.reader = new JobFieldsReader(fields);
    }

    RetryPolicy policy() {
        List<Cause> causes = causes();
        List<Integer> exitCodes = exitCodes();
        Duration backoff = or(
                reader.duration("backoff", Duration.ZERO, Limits.BACKOFF_LIMIT, "0 seconds to 24 hours"),
                Duration.ZERO);
        Duration backoffMax = or(
                reader.duration("backoffMax", backoff, Limits.BACKOFF_LIMIT, "the backoff to 24 hours"),
                backoff.compareTo(Limits.BACKOFF_MAX_DEFAULT) > 0 ? backoff : Limits.BACKOFF_MAX_DEFAULT);
        fields.done();
        return new RetryPolicy(causes, exitCodes, backoff.toMillis(), backoffMax.toMillis());
    }

    /** None at all, which is to be said, means something else than nothing said. */
    private List<Cause> causes() {
        if (!fields.has("on")) {
            return CAUSES;
        }
        List<String> names = fields.texts("on");
        List<Cause> causes =
                CAUSES.stream().filter(cause -> names.contains(cause.name())).toList();
        boolean known = names.stream()
                .allMatch(name -> causes.stream().anyMatch(cause -> cause.name().equals(name)));
        check(known, "on", "Expected RUNNER_LOST or INFRASTRUCTURE, or both, or none");
        checkDistinct(names, "on");
        return causes;
    }

    private List<Integer> exitCodes() {
        List<Integer> codes = fields.integers("exitCodes");
        check(
                codes.stream().allMatch(code -> code >= 1 && code <= Limits.EXIT_CODE_MAX),
                "exitCodes",
                "Expected 1 to " + Limits.EXIT_CODE_MAX);
        check(
                codes.size() <= Limits.RETRY_EXIT_CODES_MAX,
                "exitCodes",
                "Expected at most " + Limits.RETRY_EXIT_CODES_MAX);
        checkDistinct(codes, "exitCodes");
        return codes;
    }

    private void checkDistinct(List<?> values, String field) {
        check(new HashSet<>(values).size() == values.size(), field, "Expected each once");
    }

    private void check(boolean holds, String field, String detail) {
        if (!holds) {
            fields.error(fields.pointer(field), detail);
        }
    }

    private static Duration or(@Nullable Duration value, Duration otherwise) {
        return value == null ? otherwise : value;
    }
}
