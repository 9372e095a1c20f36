// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.runner.Runner;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How runners of this program leave. */
public final class Runners {
    private Runners() {}

    /** Lets running jobs end for a while, then kills them. */
    public static void leave(Runner runner, Duration drain) throws InterruptedException {
        try {
            runner.drain().toCompletableFuture().get(drain.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Closing kills what is left.
        } finally {
            runner.close();
        }
    }
}
