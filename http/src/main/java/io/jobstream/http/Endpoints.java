// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.RoutesConfig;
import io.jobstream.health.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What one service puts on the port of its process. */
public interface Endpoints {
    /** Adds its routes; runs once, before the server starts. */
    void addTo(RoutesConfig routes);

    /** Asked at each {@code /readyz}; must not block. */
    default Health health() {
        return Health.READY;
    }

    /** Registers its metrics, which {@code /metrics} shows; runs once, before the server starts. */
    default void meter(MeterRegistry meters) {}

    /** Its part of {@code /openapi.json}: {@code paths} and {@code components}; see {@link OpenApi#fragment}. */
    default JsonNode openApi() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The server is about to stop: responses that would not end by themselves, such as event streams, must end. */
    default void stopping() {}

    /** For a service without routes of its own, which only has its health to show. */
    static Endpoints healthOf(Supplier<Health> health) {
        return new Endpoints() {
            @Override
            public void addTo(RoutesConfig routes) {}

            @Override
            public Health health() {
                return health.get();
            }
        };
    }
}
