// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Reads the bodies of all webhooks. Strangers may send large ones too: only a few are read at a time. */
public final class WebhookBodies {
    /** No forge sends more. */
    private static final int BODY_BYTES_MAX = 25 * 1024 * 1024;

    private static final int LARGE_BYTES_MIN = 1024 * 1024;
    private static final int LARGE_BODIES_MAX = 2;

    private final Semaphore largeBodies = new Semaphore(LARGE_BODIES_MAX);

    /**
     * The raw body.
     *
     * @throws ProblemException 413, or 503 when too many large ones are being read
     */
    byte[] read(Context ctx) {
        long length = ctx.req().getContentLengthLong();
        if (length >= 0 && length < LARGE_BYTES_MIN) {
            return RequestBody.bytes(ctx, LARGE_BYTES_MIN);
        }
        if (!largeBodies.tryAcquire()) {
            throw ProblemException.unavailable("Too many large bodies at a time", Duration.ofSeconds(5));
        }
        try {
            return RequestBody.bytes(ctx, BODY_BYTES_MAX);
        } finally {
            largeBodies.release();
        }
    }
}
