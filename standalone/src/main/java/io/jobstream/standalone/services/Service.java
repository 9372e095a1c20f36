// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.access.Gate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A running service, whatever it is.
 *
 * @param endpoints what it puts on the process's port
 * @param gate who may have it
 * @param closing ends it
 * @param ended completes when it ends by itself, with an exception when it could not go on
 */
public record Service(List<Endpoints> endpoints, Gate gate, AutoCloseable closing, CompletableFuture<?> ended)
        implements AutoCloseable {
    static Service of(Endpoints endpoints, AutoCloseable closing) {
        return of(endpoints, closing, new CompletableFuture<>());
    }

    static Service of(Endpoints endpoints, AutoCloseable closing, CompletableFuture<?> ended) {
        return new Service(List.of(endpoints), Gate.open(), closing, ended);
    }

    static Service of(Supplier<Health> health, AutoCloseable closing) {
        return of(Endpoints.healthOf(health), closing);
    }

    /** The same behind a guard, which ends after it. */
    Service behind(Guard guard) {
        List<Endpoints> all =
                Stream.concat(guard.endpoints().stream(), endpoints.stream()).toList();
        return new Service(
                all,
                guard.gate(),
                () -> {
                    try (guard) {
                        closing.close();
                    }
                },
                ended);
    }

    @Override
    public void close() throws Exception {
        closing.close();
    }
}
