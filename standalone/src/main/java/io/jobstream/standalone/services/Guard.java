// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.audit.trail.KafkaTrail;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.http.Endpoints;
import io.jobstream.http.access.Gate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.http.keys.KeyRing;
import io.jobstream.http.tokens.AccessTokens;
import io.jobstream.topics.PoolPartitions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What stands before the endpoints of a process.
 *
 * @param keys the API keys; none where everyone gets in
 * @param trail where requests are recorded; none where they are not
 */
public record Guard(Gate gate, Optional<KeyRing> keys, Optional<KafkaTrail> trail) implements AutoCloseable {
    /**
     * Starts reading keys, where there is authentication.
     *
     * @throws io.jobstream.clients.RegistryUnavailableException when the schema registry does not answer
     */
    public static Guard start(AccessSettings settings, KafkaConnection connection, PoolPartitions partitions) {
        if (settings.open()) {
            return new Guard(Gate.open(), Optional.empty(), Optional.empty())
                    .recorded(settings.audit(), connection, partitions);
        }
        KeyRing ring = KeyRing.start(connection, partitions);
        return new Guard(
                        Gate.guarding(
                                List.of(ring, new AccessTokens(settings.issuers())), new RateLimits(settings.rates())),
                        Optional.of(ring),
                        Optional.empty())
                .recorded(settings.audit(), connection, partitions);
    }

    private Guard recorded(AuditSettings audit, KafkaConnection connection, PoolPartitions partitions) {
        if (!audit.recorded()) {
            return this;
        }
        try {
            KafkaTrail recording = KafkaTrail.start(connection, partitions, audit.kek());
            return new Guard(gate.recordedIn(recording), keys, Optional.of(recording));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The endpoints that manage it. */
    public List<Endpoints> endpoints() {
        return keys.map(ring -> List.of(ring.endpoints())).orElse(List.of());
    }

    /** The service that {@code start} starts, behind this. */
    Service before(Supplier<Service> start) {
        try {
            return start.get().behind(this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        keys.ifPresent(KeyRing::close);
        trail.ifPresent(KafkaTrail::close);
    }
}
