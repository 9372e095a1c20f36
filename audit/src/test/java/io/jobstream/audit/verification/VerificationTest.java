// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import static io.jobstream.audit.verification.CopyInMemory.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.audit.notes.SealingKey;
import io.jobstream.audit.seals.AuditRecord;
import io.jobstream.audit.seals.Checkpoint;
import io.jobstream.audit.seals.Growth;
import io.jobstream.audit.verification.Finding.Kind;
import io.jobstream.schemas.AuditSeal;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten records in three ranges, 0 to 3, 4 to 6 and 7 to 9, and what someone may do to them. */
class VerificationTest {
    private static final SealingKey KEY = SealingKey.random();

    @TempDir
    Path directory;

    private final CopyInMemory copy = new CopyInMemory(KEY).sealed(4).sealed(3).sealed(3);

    @Test
    void holdsWhenNothingWasChanged() {
        PartitionReport report = verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isEqualTo(10);
        assertThat(report.unread()).isZero();
        assertThat(report.unsealed()).isZero();
    }

    @Test
    void namesTheRangeOfARecordThatWasRemoved() {
        copy.records.remove(5);

        assertOnly(verify(), Kind.REMOVED, 4, 6, "offset 5 is not there");
    }

    @Test
    void tellsALastRecordOfARangeFromTheEndOfTheLog() {
        copy.records.remove(6);

        assertOnly(verify(), Kind.REMOVED, 4, 6, "offset 6 is not there");
    }

    @Test
    void namesTheRangeOfARecordThatWasChanged() {
        copy.records.set(5, CopyInMemory.record(5, "another", NOW.minusSeconds(3_600)));

        assertOnly(verify(), Kind.CHANGED, 4, 6, "do not give the root");
    }

    @Test
    void aStampIsSealedToo() {
        copy.records.set(1, CopyInMemory.record(1, "record 1", NOW.minusSeconds(3_601)));

        assertOnly(verify(), Kind.CHANGED, 0, 3, "do not give the root");
    }

    @Test
    void namesTheRangeOfRecordsThatWereSwapped() {
        AuditRecord eighth = copy.records.get(7);
        AuditRecord ninth = copy.records.get(8);
        copy.records.set(7, new AuditRecord(7, ninth.timestamp(), ninth.key(), ninth.value()));
        copy.records.set(8, new AuditRecord(8, eighth.timestamp(), eighth.key(), eighth.value()));

        assertOnly(verify(), Kind.CHANGED, 7, 9, "do not give the root");
    }

    @Test
    void namesTheFirstRangeThatWasCutOff() {
        copy.records.subList(5, 10).clear();

        PartitionReport report = verify();

        assertThat(report.findings()).hasSize(2);
        assertThat(report.findings().get(0))
                .hasToString(finding(Kind.CUT_OFF, 4, 6) + "offset 5 is not there: 1 of 3" + " sealed records are");
        assertThat(report.findings().get(1).kind()).isEqualTo(Kind.CUT_OFF);
    }

    @Test
    void namesASealThatAStrangerSigned() {
        CopyInMemory strangers = new CopyInMemory(SealingKey.random()).sealed(4);
        copy.seals.set(0, strangers.seals.get(0));

        PartitionReport report = verify();

        assertThat(report.findings().get(0).kind()).isEqualTo(Kind.FORGED_SEAL);
        assertThat(report.findings().get(0).from()).isZero();
    }

    @Test
    void namesASealWhoseTextOrTreeWasChanged() {
        AuditSeal second = copy.seals.get(1);
        AuditSeal third = copy.seals.get(2);
        copy.seals.set(
                1,
                new AuditSeal(
                        second.getNote().replace("records 3", "records 2"),
                        second.getSubtrees(),
                        second.getFromOffset(),
                        second.getToOffset()));
        copy.seals.set(
                2,
                new AuditSeal(
                        third.getNote(),
                        List.of(ByteBuffer.allocate(32), ByteBuffer.allocate(32)),
                        third.getFromOffset(),
                        third.getToOffset()));

        assertThat(verify().findings())
                .filteredOn(found -> found.kind() == Kind.FORGED_SEAL)
                .extracting(Finding::from)
                .containsExactly(4L, 7L);
    }

    @Test
    void namesASealOfAnotherPartition() {
        Growth elsewhere = Growth.after(Checkpoint.origin("cluster", "ci.audit", 1), Optional.empty());
        copy.records.subList(0, 4).forEach(elsewhere::add);
        copy.seals.set(0, elsewhere.seal(NOW.minusSeconds(3_600), KEY));

        assertThat(verify().findings().get(0).kind()).isEqualTo(Kind.FORGED_SEAL);
    }

    @Test
    void namesTheRangeWhoseSealWasRemoved() {
        copy.seals.remove(1);

        PartitionReport report = verify();

        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).kind()).isEqualTo(Kind.SEAL_REMOVED);
        assertThat(report.findings().get(0).from()).isEqualTo(4);
    }

    @Test
    void namesTheFirstSealWhenThatWasRemoved() {
        copy.seals.remove(0);

        assertThat(verify().findings().get(0).kind()).isEqualTo(Kind.SEAL_REMOVED);
        assertThat(verify().findings().get(0).from()).isZero();
    }

    @Test
    void namesSealsInAnotherOrder() {
        Collections.swap(copy.seals, 1, 2);

        assertThat(verify().findings().get(0).kind()).isEqualTo(Kind.SEAL_REMOVED);
    }

    @Test
    void namesRecordsThatLostTheirSealsAtTheEnd() {
        copy.seals.remove(2);

        assertOnly(verify(), Kind.UNSEALED, 7, 9, "3 records have no seal");
    }

    @Test
    void whatWasWrittenJustNowMayWaitForItsSeal() {
        copy.append(NOW.minusSeconds(1));

        PartitionReport report = verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.unsealed()).isEqualTo(1);
    }

    @Test
    void whatRetentionTookIsNoViolation() {
        CopyInMemory old = new CopyInMemory(KEY)
                .sealed(4, NOW.minus(Duration.ofDays(402)))
                .sealed(3, NOW.minus(Duration.ofDays(401)))
                .sealed(3);
        old.records.subList(0, 6).clear();
        old.recordsBegin = 6;

        PartitionReport records = verify(old);
        old.seals.remove(0);
        old.sealsBegin = 1;
        PartitionReport seals = verify(old);

        for (PartitionReport report : List.of(records, seals)) {
            assertThat(report.findings()).isEmpty();
            assertThat(report.verified()).isEqualTo(3);
        }
        assertThat(records.unread()).isEqualTo(7);
    }

    @Test
    void whatRetentionCannotHaveTakenIsOne() {
        copy.records.subList(0, 5).clear();
        copy.recordsBegin = 5;
        PartitionReport records = verify();

        assertThat(records.findings()).extracting(Finding::kind).containsExactly(Kind.REMOVED, Kind.REMOVED);
        assertThat(records.verified()).isEqualTo(3);

        CopyInMemory younger = new CopyInMemory(KEY).sealed(4).sealed(3);
        younger.seals.remove(0);
        younger.sealsBegin = 1;

        assertThat(verify(younger).findings()).extracting(Finding::kind).containsExactly(Kind.SEAL_REMOVED);
    }

    @Test
    void twoSealersThatCoverTheSameAgree() {
        copy.seals.add(copy.sealedAgainAfter(0));
        copy.sealed(2);
        copy.seals.add(copy.seals.get(1));

        PartitionReport report = verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.verified()).isEqualTo(12);
    }

    @Test
    void anotherHistoryUnderTheSameKeyIsFound() {
        CopyInMemory other = new CopyInMemory(KEY).sealed(4);
        other.records.set(3, CopyInMemory.record(3, "never happened", NOW.minusSeconds(3_600)));
        Growth growth = Growth.after(CopyInMemory.ORIGIN, Optional.empty());
        other.records.forEach(growth::add);
        copy.seals.add(growth.seal(NOW.minusSeconds(60), KEY));

        assertThat(verify().findings()).isNotEmpty();
    }

    @Test
    void aSealThatWasKeptOutsideShowsThatLogAndSealsWereCutOffTogether() throws Exception {
        Path kept = directory.resolve("kept.json");
        assertThat(KeptSeals.read(kept, List.of(KEY.noteKey()))).isEmpty();
        KeptSeals.write(kept, List.of(verify()));
        copy.records.subList(7, 10).clear();
        copy.seals.remove(2);

        assertThat(verify().findings()).isEmpty();
        assertThat(verify(copy, KeptSeals.read(kept, List.of(KEY.noteKey()))).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.CUT_OFF);
        assertThatThrownBy(
                        () -> KeptSeals.read(kept, List.of(SealingKey.random().noteKey())))
                .hasMessageContaining("none of the keys signed");
    }

    @Test
    void aCopyInAFileSaysTheSame() throws Exception {
        StringWriter text = new StringWriter();
        CopyFile.write(copy, text);
        Path whole = Files.writeString(directory.resolve("whole"), text.toString());
        Path changed = Files.writeString(
                directory.resolve("changed"), text.toString().replace("{\"offset\":5,", "{\"offset\":5,\"odd\":1,"));
        Path without = Files.writeString(
                directory.resolve("without"),
                text.toString()
                        .lines()
                        .filter(line -> !line.contains("\"offset\":5,"))
                        .reduce("", (a, b) -> a + b + "\n"));
        Path cut = Files.writeString(
                directory.resolve("cut"),
                text.toString().substring(0, text.toString().indexOf("{\"end\"")));

        assertThat(verify(CopyFile.open(whole)).verified()).isEqualTo(10);
        assertThat(verify(CopyFile.open(changed)).findings()).isEmpty();
        assertOnly(verify(CopyFile.open(without)), Kind.REMOVED, 4, 6, "offset 5 is not there");
        assertThatThrownBy(() -> verify(CopyFile.open(cut)))
                .isInstanceOf(UnreadableCopyException.class)
                .hasMessageContaining("ends before");
        assertThatThrownBy(() -> CopyFile.open(Files.writeString(directory.resolve("none"), "{}")))
                .isInstanceOf(UnreadableCopyException.class);
    }

    private PartitionReport verify() {
        return verify(copy);
    }

    private static PartitionReport verify(AuditCopy copy) {
        return verify(copy, Map.of());
    }

    private static PartitionReport verify(AuditCopy copy, Map<Integer, Checkpoint> kept) {
        return new Verification(List.of(KEY.noteKey()), kept)
                .of(copy, new Bounds(NOW, Bounds.KEPT_FOR_DEFAULT, Bounds.SEALED_WITHIN_DEFAULT))
                .get(0);
    }

    private static void assertOnly(PartitionReport report, Kind kind, long from, long to, String detail) {
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).toString())
                .startsWith(finding(kind, from, to))
                .contains(detail);
    }

    private static String finding(Kind kind, long from, long to) {
        return kind + " partition 0, offsets " + from + " to " + to + ": ";
    }
}
