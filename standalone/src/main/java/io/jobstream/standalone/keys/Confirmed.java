// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.keys;

import io.jobstream.http.ProblemException;
import io.jobstream.standalone.cli.FailedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What Kafka has confirmed. */
final class Confirmed {
    private Confirmed() {}

    /** @throws FailedException when it has not */
    static <T> T of(CompletableFuture<T> written) {
        try {
            return written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw new FailedException(problem.detail(), e);
            }
            throw e;
        }
    }
}
