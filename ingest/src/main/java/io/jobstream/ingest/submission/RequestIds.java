// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.submission;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one request. With a key each is a UUIDv8 of a hash of tenant, pool, key and name, so that repeating the
 * request anywhere gives the same ids; without one each is a new UUIDv7.
 */
final class RequestIds {
    private static final TimeBasedEpochGenerator VERSION_7 = Generators.timeBasedEpochGenerator();

    private final BiFunction<Optional<String>, String, String> id;

    private RequestIds(BiFunction<Optional<String>, String, String> id) {
        this.id = id;
    }

    static RequestIds of(Subject subject, @Nullable IdempotencyKey key) {
        if (key == null) {
            return new RequestIds((kind, name) -> VERSION_7.generate().toString());
        }
        return new RequestIds((kind, name) ->
                DerivedId.of(Stream.concat(kind.stream(), Stream.of(subject.tenant(), subject.pool(), key.key(), name))
                        .toList()));
    }

    String job(String name) {
        return id.apply(Optional.empty(), name);
    }

    String pipeline() {
        return id.apply(Optional.of("pipeline"), "");
    }

    String request() {
        return id.apply(Optional.of("request"), "");
    }
}
