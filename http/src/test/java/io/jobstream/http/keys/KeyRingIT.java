// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Identity;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnCluster
class KeyRingIT {
    private static final NewKey READER =
            new NewKey("reader", Set.of(Scope.JOBS_READ), Tenants.of(List.of("acme")), null);

    private TestCluster cluster;
    private KeyRing ring;

    @BeforeEach
    void start(TestCluster cluster) {
        this.cluster = cluster;
        this.ring = ring(Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        ring.close();
    }

    @Test
    void aKeyIsGoodForWhatItWasMadeFor() {
        KeyRing.Made made = ring.make(READER, "test").join();

        Identity identity = ring.identify(made.text().text()).orElseThrow();
        assertThat(identity.caller().id()).isEqualTo("key:" + made.text().keyId());
        assertThat(identity.caller().scopes()).containsExactly(Scope.JOBS_READ);
        assertThat(identity.caller().tenants().words()).containsExactly("acme");
        assertThat(identity.standing().getAsBoolean()).isTrue();
    }

    @Test
    void anotherSecretIsNotTheKeys() {
        KeyRing.Made made = ring.make(READER, "test").join();
        String forged = new KeyText(made.text().keyId(), KeyText.random().secret()).text();

        assertThat(ring.identify(forged)).isEmpty();
        assertThat(ring.identify(KeyText.random().text())).isEmpty();
        assertThat(ring.identify("jsk_nonsense")).isEmpty();
    }

    @Test
    void everyCopyKnowsAKeyAndItsRevocationWithinASecond() {
        try (KeyRing other = ring(Clock.systemUTC())) {
            KeyRing.Made made = ring.make(READER, "test").join();
            String text = made.text().text();
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> other.identify(text).isPresent());
            Identity before = other.identify(text).orElseThrow();

            ring.revoke(made.text().keyId()).join();

            assertThat(ring.identify(text)).isEmpty();
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> other.identify(text).isEmpty());
            assertThat(before.standing().getAsBoolean()).isFalse();
        }
    }

    @Test
    void aKeyEndsWhenItExpires() {
        Instant end = Instant.now().plusSeconds(3_600);
        KeyRing.Made made = ring.make(new NewKey("short", Set.of(Scope.JOBS_READ), Tenants.ALL, end), "test")
                .join();
        assertThat(ring.identify(made.text().text())).isPresent();

        try (KeyRing later = ring(Clock.fixed(end.plusMillis(1), ZoneOffset.UTC))) {
            assertThat(later.identify(made.text().text())).isEmpty();
            assertThat(later.list())
                    .anyMatch(key -> key.getKeyId().equals(made.text().keyId()));
        }
    }

    @Test
    void aCopyThatStartsKnowsWhatWasRevokedBefore() {
        KeyRing.Made good = ring.make(READER, "test").join();
        KeyRing.Made revoked = ring.make(READER, "test").join();
        ring.revoke(revoked.text().keyId()).join();

        try (KeyRing other = ring(Clock.systemUTC())) {
            assertThat(other.identify(good.text().text())).isPresent();
            assertThat(other.identify(revoked.text().text())).isEmpty();
        }
    }

    @Test
    void knowsNobodyBeforeItHasReadAll() {
        String text = ring.make(READER, "test").join().text().text();

        try (KeyRing starting = KeyRing.start(cluster.connection(), cluster.partitions())) {
            if (!starting.health().ready()) {
                assertThatThrownBy(() -> starting.identify(text)).isInstanceOf(ProblemException.class);
            }
            await().until(() -> starting.health().ready());
            assertThat(starting.identify(text)).isPresent();
        }
    }

    /** It may have been a revocation that cannot be read. */
    @Test
    void believesNothingOfAKeyWhoseRecordCannotBeRead() throws Exception {
        KeyRing.Made made = ring.make(READER, "test").join();
        try (var producer = cluster.connection().producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topics.API_KEYS.name(),
                            cluster.partitions().ofKey(made.text().keyId()),
                            made.text().keyId(),
                            new byte[] {9, 9, 9}))
                    .get();
        }

        await().until(() -> ring.identify(made.text().text()).isEmpty());
    }

    @Test
    void tellsEveryCopyWhenAKeyWasUsed() {
        KeyRing.Made made = ring.make(READER, "test").join();
        assertThat(ring.lastUse(made.text().keyId())).isEmpty();
        Instant before = Instant.now().minusMillis(1);

        ring.identify(made.text().text());

        try (KeyRing other = ring(Clock.systemUTC())) {
            await().until(() -> other.lastUse(made.text().keyId())
                    .filter(at -> at.isAfter(before))
                    .isPresent());
        }
    }

    @Test
    void theLogHasNoSecret() {
        KeyRing.Made made = ring.make(READER, "test").join();
        List<TopicPartition> partitions = IntStream.range(
                        0, cluster.partitions().count())
                .mapToObj(partition -> new TopicPartition(Topics.API_KEYS.name(), partition))
                .toList();

        StringBuilder everything = new StringBuilder();
        try (var consumer = cluster.connection().consumer("test")) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(found -> everything.append(new String(found.value(), StandardCharsets.ISO_8859_1)));
            }
        }

        assertThat(everything.toString())
                .contains(made.text().keyId())
                .doesNotContain(made.text().secret());
        assertThat(made.toString()).doesNotContain(made.text().secret());
    }

    private KeyRing ring(Clock clock) {
        KeyRing started = KeyRing.start(cluster.connection(), cluster.partitions(), clock);
        await().until(() -> started.health().ready());
        return started;
    }
}
