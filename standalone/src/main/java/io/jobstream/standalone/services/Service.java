// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A running service, whatever it is.
 *
 * @param endpoints what it puts on the process's port
 * @param closing ends it
 * @param ended completes when it ends by itself, with an exception when it could not go on
 */
public record Service(Endpoints endpoints, AutoCloseable closing, CompletableFuture<?> ended) implements AutoCloseable {
    static Service of(Endpoints endpoints, AutoCloseable closing) {
        return new Service(endpoints, closing, new CompletableFuture<>());
    }

    static Service of(Supplier<Health> health, AutoCloseable closing) {
        return of(Endpoints.healthOf(health), closing);
    }

    @Override
    public void close() throws Exception {
        closing.close();
    }
}
