// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts what came in and what became of it. */
public record Counts(MeterRegistry meters) {
    /** Answers a request, now or when what it asks for is done, and counts what became of it. */
    void answering(Context ctx, String endpoint, Supplier<CompletableFuture<Void>> handling) {
        CompletableFuture<Void> answer;
        try {
            answer = handling.get();
        } catch (RuntimeException e) {
            submission(endpoint, e);
            throw e;
        }
        ctx.future(() -> answer.whenComplete((done, e) -> submission(endpoint, e)));
    }

    /** Counts a submission; {@code e} is what ended it, null when it was accepted. */
    public void submission(String endpoint, @Nullable Throwable e) {
        meters.counter("jobstream.ingest.submissions", "endpoint", endpoint, "outcome", outcome(e))
                .increment();
    }

    /** Counts a webhook; events are those that are known, so that strangers cannot make up time series. */
    public void webhook(String forge, String event, String outcome) {
        meters.counter("jobstream.ingest.webhooks", "forge", forge, "event", event, "outcome", outcome)
                .increment();
    }

    /** Counts what came of an event of a kind that a rule matches. */
    public void trigger(String event, String outcome) {
        meters.counter("jobstream.ingest.triggers", "event", event, "outcome", outcome)
                .increment();
    }

    /** How a request ended, in a word. */
    public static String outcome(@Nullable Throwable e) {
        if (e == null) {
            return "accepted";
        }
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        if (!(cause instanceof ProblemException problem)) {
            return "error";
        }
        return switch (problem.status()) {
            case 400, 415 -> "invalid";
            case 401, 403 -> "forbidden";
            case 404 -> "unknown";
            case 409, 422 -> "conflict";
            case 413 -> "too_large";
            case 503 -> "unavailable";
            default -> "error";
        };
    }
}
