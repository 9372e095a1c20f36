// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import io.jobstream.schemas.AuditSubject;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The keys of all subjects, as {@code ci.audit.subjects} has them. Safe for use by many threads. */
public final class SubjectKeys {
    /** How long new records are written under one key. */
    public static final Duration USED_FOR = Duration.ofDays(30);

    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 12;

    private final KeyEncryptionKey kek;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Map<String, SubjectKey>> byLookup = new HashMap<>();
    private final Map<String, SubjectKey> byPseudonym = new HashMap<>();

    public SubjectKeys(KeyEncryptionKey kek) {
        this.kek = kek;
    }

    /** A key, as it goes into its topic. */
    public record Made(SubjectKey key, String recordKey, AuditSubject value) {}

    /** The key that records of a subject are written under now; empty when a new one is due. */
    synchronized Optional<SubjectKey> current(String subject, Instant now) {
        return byLookup.getOrDefault(kek.lookup(subject), Map.of()).values().stream()
                .max(Comparator.comparing(SubjectKey::madeAt))
                .filter(key -> key.madeAt().plus(USED_FOR).isAfter(now));
    }

    /** Makes a key, which counts here at once. */
    synchronized Made make(String subject, Instant now) {
        byte[] secret = bytes(KEY_BYTES);
        SecretKey key = new SecretKeySpec(secret, "AES");
        String pseudonym = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PSEUDONYM_BYTES));
        Instant madeAt = now.truncatedTo(ChronoUnit.MILLIS);
        String recordKey = kek.lookup(subject) + "." + pseudonym;
        SubjectKey made = new SubjectKey(pseudonym, key, madeAt);
        put(recordKey, made);
        return new Made(
                made, recordKey, new AuditSubject(pseudonym, ByteBuffer.wrap(kek.wrap(key, recordKey)), madeAt));
    }

    /**
     * Takes a record of the topic.
     *
     * @param value null when it was erased
     * @return false when it cannot be opened: another key-encryption key wrapped it
     */
    public synchronized boolean take(String recordKey, @Nullable AuditSubject value) {
        if (value == null) {
            remove(recordKey);
            return true;
        }
        byte[] wrapped = new byte[value.getWrappedKey().remaining()];
        value.getWrappedKey().duplicate().get(wrapped);
        Optional<SecretKey> key = kek.unwrap(wrapped, recordKey);
        key.ifPresent(opened -> put(recordKey, new SubjectKey(value.getPseudonym(), opened, value.getMadeAt())));
        return key.isPresent();
    }

    /** The keys of the topic that are a subject's: erasing all of them erases its personal data. */
    public synchronized List<String> recordKeys(String subject) {
        String lookup = kek.lookup(subject);
        return byLookup.getOrDefault(lookup, Map.of()).keySet().stream()
                .map(pseudonym -> lookup + "." + pseudonym)
                .toList();
    }

    /** What opens the personal data of a record; empty when it was erased. */
    public synchronized Optional<SubjectKey> ofPseudonym(String pseudonym) {
        return Optional.ofNullable(byPseudonym.get(pseudonym));
    }

    synchronized void remove(String recordKey) {
        String lookup = recordKey.substring(0, Math.max(0, recordKey.indexOf('.')));
        String pseudonym = recordKey.substring(recordKey.indexOf('.') + 1);
        byPseudonym.remove(pseudonym);
        Map<String, SubjectKey> keys = byLookup.get(lookup);
        if (keys != null && keys.remove(pseudonym) != null && keys.isEmpty()) {
            byLookup.remove(lookup);
        }
    }

    synchronized void clear() {
        byLookup.clear();
        byPseudonym.clear();
    }

    private void put(String recordKey, SubjectKey key) {
        byLookup.computeIfAbsent(recordKey.substring(0, Math.max(0, recordKey.indexOf('.'))), unused -> new HashMap<>())
                .put(key.pseudonym(), key);
        byPseudonym.put(key.pseudonym(), key);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
