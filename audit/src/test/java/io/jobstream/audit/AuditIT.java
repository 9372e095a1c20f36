// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.sealing.Sealer;
import io.jobstream.audit.subjects.KeyEncryptionKey;
import io.jobstream.audit.subjects.PersonalData;
import io.jobstream.audit.subjects.SubjectKeys;
import io.jobstream.audit.subjects.SubjectReader;
import io.jobstream.audit.trail.AuditReader;
import io.jobstream.audit.trail.KafkaTrail;
import io.jobstream.audit.trail.SubjectErasure;
import io.jobstream.audit.verification.AuditCopy;
import io.jobstream.audit.verification.Bounds;
import io.jobstream.audit.verification.CopyFile;
import io.jobstream.audit.verification.Finding;
import io.jobstream.audit.verification.KafkaCopy;
import io.jobstream.audit.verification.PartitionReport;
import io.jobstream.audit.verification.Verification;
import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.schemas.AuditOutcome;
import io.jobstream.schemas.AuditPhase;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Written, sealed, verified, erased: on a broker of its own, since seals are of a whole topic. */
class AuditIT {
    private static final SealingKey KEY = SealingKey.random();
    /** The one after that. */
    private static final SealingKey NEXT = SealingKey.random();

    private static final PersonalData ANN = new PersonalData("key:ann", "192.0.2.7");
    private static final PersonalData BOB = new PersonalData("key:bob", "192.0.2.8");

    @TempDir
    private static Path directory;

    private static TestCluster cluster;
    private static KeyEncryptionKey kek;

    private KafkaTrail trail;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = TestCluster.start();
        kek = KeyEncryptionKey.read(Files.writeString(directory.resolve("kek"), KeyEncryptionKey.randomText()));
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void start() {
        trail = KafkaTrail.start(cluster.connection(), cluster.partitions(), kek);
    }

    @AfterEach
    void stop() {
        trail.close();
    }

    @Test
    void whatIsWrittenIsSealedAndHoldsWhoeverSeals() throws Exception {
        long before = verified();
        write(40);
        try (Sealer first = sealer()) {
            awaitVerified(before + 40);
            write(30);
            try (Sealer second = sealer()) {
                write(30);
                awaitVerified(before + 100);
            }
        }
        write(20);

        assertThat(findings(verify())).isEmpty();
        assertThat(unsealed()).isEqualTo(20);

        try (Sealer restarted = sealer()) {
            awaitVerified(before + 120);
        }
        assertThat(findings(verify())).isEmpty();
    }

    @Test
    void anExportThatSomeoneChangedDoesNotHold() throws Exception {
        long before = verified();
        write(10);
        try (Sealer sealer = sealer()) {
            awaitVerified(before + 10);
        }
        StringWriter text = new StringWriter();
        CopyFile.write(new KafkaCopy(cluster.connection(), Instant.now()), text);
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        Path whole = Files.writeString(directory.resolve("whole"), text.toString());
        int record = index(lines, "\"offset\":");
        lines.remove(record);
        Path changed = Files.write(directory.resolve("changed"), lines);

        assertThat(findings(verify(CopyFile.open(whole)))).isEmpty();
        assertThat(findings(verify(CopyFile.open(changed))))
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.REMOVED);
        assertThat(text.toString()).doesNotContain("key:ann", "192.0.2.7");
    }

    @Test
    void whoIsErasedIsNobodyAndTheSealsHold() throws Exception {
        long before = verified();
        write(10);
        try (Sealer sealer = sealer()) {
            awaitVerified(before + 10);
            assertThat(subjects()).contains(ANN.subject(), BOB.subject());

            erase(ANN);

            assertThat(subjects()).contains(BOB.subject()).doesNotContain(ANN.subject());
            assertThat(findings(verify())).isEmpty();
            assertThat(verified()).isGreaterThanOrEqualTo(before + 10);
            // A gateway that goes on hears of it, and writes under a new key.
            await().untilAsserted(() -> {
                write(2);
                assertThat(subjects()).contains(ANN.subject());
            });
        }
    }

    @Test
    void anotherSealersKeyIsNotGoneOnFrom() throws Exception {
        long before = verified();
        write(2);
        try (Sealer sealer = sealer()) {
            awaitVerified(before + 2);
        }

        try (Sealer stranger = Sealer.start(cluster.connection(), SealingKey.random(), List.of())) {
            await().until(() -> stranger.health().problems().toString().contains("--audit-earlier-key"));
        }
        write(2);
        try (Sealer successor = Sealer.start(cluster.connection(), NEXT, List.of(KEY.noteKey()))) {
            awaitVerified(before + 4);
        }
        assertThat(findings(verify())).isEmpty();
    }

    @Test
    void whatKafkaDoesNotTakeIsTold() {
        KafkaTrail away = KafkaTrail.start(cluster.connection(), cluster.partitions(), kek);
        away.close();

        assertThatThrownBy(() -> away.append(event(0), ANN).join()).hasMessageContaining("closed");
    }

    private Sealer sealer() {
        return Sealer.start(cluster.connection(), KEY, List.of(NEXT.noteKey()));
    }

    private void write(int count) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            written.add(trail.append(event(i), i % 2 == 0 ? ANN : BOB));
        }
        written.forEach(CompletableFuture::join);
    }

    private static AuditEvent.Builder event(int number) {
        return AuditEvent.newBuilder()
                .setActor("")
                .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setPhase(AuditPhase.ASKED)
                .setRequestId("request-" + number)
                .setMethod("POST")
                .setRoute("/v1/jobs")
                .setOutcome(AuditOutcome.ALLOWED);
    }

    private static List<PartitionReport> verify() {
        return verify(new KafkaCopy(cluster.connection(), Instant.now()));
    }

    private static List<PartitionReport> verify(AuditCopy copy) {
        return new Verification(List.of(KEY.noteKey(), NEXT.noteKey()), Map.of()).of(copy, bounds());
    }

    /** What waits for a seal may wait for as long as this test takes. */
    private static Bounds bounds() {
        return new Bounds(Instant.now(), Bounds.KEPT_FOR_DEFAULT, Duration.ofMinutes(10));
    }

    private static long verified() {
        return verify().stream().mapToLong(PartitionReport::verified).sum();
    }

    private static long unsealed() {
        return verify().stream().mapToLong(PartitionReport::unsealed).sum();
    }

    private static void awaitVerified(long count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(verified()).isEqualTo(count));
    }

    private static List<Finding> findings(List<PartitionReport> reports) {
        return reports.stream().flatMap(report -> report.findings().stream()).toList();
    }

    private static List<String> subjects() throws Exception {
        List<String> subjects = new ArrayList<>();
        withKeys((keys, codec) -> new AuditReader(cluster.connection(), codec, keys)
                .read(Instant.EPOCH, (event, who) -> who.ifPresent(known -> subjects.add(known.subject()))));
        return subjects;
    }

    private static void erase(PersonalData who) throws Exception {
        withKeys((keys, codec) -> assertThat(new SubjectErasure(cluster.connection(), cluster.partitions())
                        .erase(keys.recordKeys(who.subject())))
                .isPositive());
    }

    private interface Use {
        void of(SubjectKeys keys, AvroCodec codec);
    }

    private static void withKeys(Use use) throws Exception {
        SubjectKeys keys = new SubjectKeys(kek);
        try (AvroCodec codec = AvroCodec.of(cluster.connection());
                SubjectReader reader = SubjectReader.start(keys, codec, cluster.connection())) {
            assertThat(reader.awaitAll(Duration.ofSeconds(30))).isTrue();
            use.of(keys, codec);
        }
    }

    private static int index(List<String> lines, String part) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(part)) {
                return i;
            }
        }
        throw new AssertionError("No line has " + part);
    }
}
