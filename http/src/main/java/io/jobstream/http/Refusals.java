// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps an answer of 429 back for a moment: who asks again as soon as there is an answer would else take from the
 * others what refusing costs, as often as the machine can refuse. Nobody waits for it but the connection.
 */
final class Refusals {
    static final Duration KEPT_BACK = Duration.ofMillis(250);

    /** Of all servers of a process, as is their memory. Beyond it answers go out at once. */
    private static final int KEPT_MAX = 4_000;

    private static final AtomicInteger KEPT = new AtomicInteger();

    private Refusals() {}

    /** The answer that {@code ctx} has by now goes out later. */
    static void keepBack(Context ctx) {
        if (KEPT.incrementAndGet() > KEPT_MAX) {
            KEPT.decrementAndGet();
            return;
        }
        CompletableFuture<Void> over = new CompletableFuture<Void>()
                .completeOnTimeout(null, KEPT_BACK.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, e) -> KEPT.decrementAndGet());
        ctx.future(() -> over);
    }
}
