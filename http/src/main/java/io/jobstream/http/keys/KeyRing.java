// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Authenticator;
import io.jobstream.http.access.Caller;
import io.jobstream.http.access.Identity;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.ApiKey;
import io.jobstream.topics.PoolPartitions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API keys of a cluster, read whole from their topic and followed; until that is done nobody is known. */
public final class KeyRing implements Authenticator, AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final ApiKeys keys = new ApiKeys();
    private final KeyLog keyLog;
    private final KeyReader reader;
    private final Clock clock;

    private KeyRing(KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        this.clock = clock;
        this.keyLog = new KeyLog(connection, partitions, clock);
        this.reader = new KeyReader(keys, keyLog, connection, partitions);
    }

    /**
     * Starts reading.
     *
     * @throws io.jobstream.clients.RegistryUnavailableException when the schema registry does not answer
     */
    public static KeyRing start(KafkaConnection connection, PoolPartitions partitions) {
        return start(connection, partitions, Clock.systemUTC());
    }

    /** With a clock of its own; for tests. */
    static KeyRing start(KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        KeyRing ring = new KeyRing(connection, partitions, clock);
        ring.reader.start();
        return ring;
    }

    public Health health() {
        return reader.knows() ? Health.READY : Health.notReady("The API keys are being read from Kafka");
    }

    /** Makes them over HTTP. */
    public Endpoints endpoints() {
        return new KeyEndpoints(this, clock);
    }

    @Override
    public boolean takes(String credential) {
        return KeyText.looksLikeOne(credential);
    }

    @Override
    public Optional<Identity> identify(String credential) {
        Optional<KeyText> text = KeyText.parse(credential);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        requireKnowledge();
        byte[] hash = text.get().secretHash();
        String keyId = text.get().keyId();
        Optional<ApiKey> found = keys.find(keyId)
                .filter(key -> MessageDigest.isEqual(hash, bytes(key)))
                .filter(key -> isGood(key, clock.instant()));
        found.ifPresent(key -> keyLog.used(keyId));
        return found.map(key -> new Identity(caller(key), () -> isStanding(keyId)));
    }

    /**
     * Makes a key; completes when all copies will hear of it.
     *
     * @param createdBy who wants it
     */
    public CompletableFuture<Made> make(NewKey wanted, String createdBy) {
        KeyText text = KeyText.random();
        return keyLog.write(wanted.toRecord(text, createdBy, clock.instant())).thenApply(key -> {
            keys.put(key);
            return new Made(text, key);
        });
    }

    /** A new key, with the only sight of its secret. */
    public record Made(KeyText text, ApiKey key) {}

    /**
     * Revokes a key; completes with it when all copies will hear of it, or with null when there is none.
     *
     * @throws ProblemException 503 while the keys are being read
     */
    public CompletableFuture<@Nullable ApiKey> revoke(String keyId) {
        requireKnowledge();
        ApiKey key = keys.find(keyId).orElse(null);
        if (key == null || key.getRevokedAt() != null) {
            return CompletableFuture.completedFuture(key);
        }
        ApiKey revoked = ApiKey.newBuilder(key)
                .setRevokedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
        return keyLog.write(revoked).thenApply(written -> {
            keys.put(written);
            return written;
        });
    }

    /**
     * All keys, the newest first.
     *
     * @throws ProblemException 503 while they are being read
     */
    public List<ApiKey> list() {
        requireKnowledge();
        return keys.list();
    }

    /** When a key was last used, to a minute. */
    public Optional<Instant> lastUse(String keyId) {
        return Stream.of(keyLog.usedHere(keyId), keys.lastUse(keyId))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** Whether it opens anything at a time. */
    public static boolean isGood(ApiKey key, Instant at) {
        return key.getRevokedAt() == null
                && (key.getExpiresAt() == null || key.getExpiresAt().isAfter(at));
    }

    @Override
    public void close() {
        reader.close();
        keyLog.close();
    }

    private boolean isStanding(String keyId) {
        return reader.knows()
                && keys.find(keyId).filter(key -> isGood(key, clock.instant())).isPresent();
    }

    private void requireKnowledge() {
        if (!reader.knows()) {
            throw ProblemException.unavailable("The API keys are being read from Kafka", RETRY_AFTER);
        }
    }

    private static Caller caller(ApiKey key) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        // A scope of a later version is none here.
        key.getScopes().forEach(word -> Scope.of(word).ifPresent(scopes::add));
        return new Caller("key:" + key.getKeyId(), Tenants.of(key.getTenants()), scopes);
    }

    private static byte[] bytes(ApiKey key) {
        byte[] bytes = new byte[key.getSecretHash().remaining()];
        key.getSecretHash().duplicate().get(bytes);
        return bytes;
    }
}
