// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.schemas.Cause;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RunnerPhase;
import io.jobstream.streams.scheduling.decision.Capacity;
import io.jobstream.streams.scheduling.decision.GroupTerms;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.JobTerms;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Lease;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Resources;
import io.jobstream.streams.scheduling.decision.RetryTerms;
import io.jobstream.streams.scheduling.decision.Runner;
import io.jobstream.streams.scheduling.decision.RunnerId;
import io.jobstream.streams.scheduling.stored.StoredClock;
import io.jobstream.streams.scheduling.stored.StoredJob;
import io.jobstream.streams.scheduling.stored.StoredPool;
import io.jobstream.streams.scheduling.stored.StoredPoolTerms;
import io.jobstream.streams.scheduling.stored.StoredRunner;
import io.jobstream.streams.scheduling.stored.StoredShare;
import io.jobstream.streams.scheduling.stored.StoredTerms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredFormatTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RunnerId RUNNER = new RunnerId("default", "alice");
    private static final Lease LEASE = new Lease(2, RUNNER, "s1", 7, 1, NOON, NOON, NOON.plusSeconds(12), null, null);
    private static final String V1_JOB = "010e64656661756c740a120104066770750a6c696e75780000020a6a6f622d32000"
            + "40206c0cf240102040a616c6963650473310e80d8ee96ef660280d8ee96ef660000";

    private static final String V3_JOB = "030e64656661756c740861636d650a120104066770750a6c696e75780000020a6a6f622d"
            + "3200040206c0cf240102040a616c6963650473310e80d8ee96ef660280d8ee96ef660000000000";

    private static final String V3_RUNNER = "030e64656661756c740a616c69636504733202047331"
            + "00020a6c696e757800080a52454144590e0206084845524580d8ee96ef66";

    private static final String V4_JOB = "040e64656661756c740861636d650a120104066770750a6c696e75780000020a6a6f622d"
            + "3200040206c0cf240102040a616c6963650473310e80d8ee96ef660280d8ee96ef66000000000e5355434345535300000000";

    private static final String V4_RUNNER = "040e64656661756c740a616c69636504733202047331"
            + "00020a6c696e757800080a52454144590e0206084845524580d8ee96ef6601";

    private static final String V2_SHARE = "020e64656661756c740861636d65904e";

    /** What is written under version 7. Who changes one of these gives the change a version of its own. */
    private static final Map<String, Long> VERSION_7 = Map.of(
            "StoredJob", -7581276519453133379L,
            "StoredTerms", -8379953628732529974L,
            "StoredPoolTerms", -6924473835849294068L,
            "StoredShare", 2321530555966030709L,
            "StoredPool", 1959961586291563456L,
            "StoredRunner", 7653896648686153608L,
            "StoredClock", -2969302779176196246L,
            "RequestedJob", -5472314057684984574L);

    @Test
    void changesOnlyWithItsVersion() {
        assertThat(Map.of(
                        "StoredJob",
                        fingerprint(StoredJob.getClassSchema()),
                        "StoredShare",
                        fingerprint(StoredShare.getClassSchema()),
                        "StoredPool",
                        fingerprint(StoredPool.getClassSchema()),
                        "StoredTerms",
                        fingerprint(StoredTerms.getClassSchema()),
                        "StoredPoolTerms",
                        fingerprint(StoredPoolTerms.getClassSchema()),
                        "StoredRunner",
                        fingerprint(StoredRunner.getClassSchema()),
                        "StoredClock",
                        fingerprint(StoredClock.getClassSchema()),
                        "RequestedJob",
                        fingerprint(RequestedJob.getClassSchema())))
                .isEqualTo(VERSION_7);
    }

    @ParameterizedTest
    @CsvSource({"2, v2", "3, v3", "4, v4", "5, v5", "6, v6"})
    void readsWhatIsToBeDoneAsEachVersionWroteIt(int version, String folder) throws IOException {
        Schema then;
        try (InputStream file = StoredFormat.class.getResourceAsStream(folder + "/RequestedJob.avsc")) {
            then = new Schema.Parser().parse(file);
        }
        for (Object written : new RandomData(then, 20, 1)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(version);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(then).write(written, encoder);

            RequestedJob read = StoredFormat.decode(RequestedJob.class, bytes.toByteArray());

            GenericRecord spec = (GenericRecord) ((GenericRecord) written).get("spec");
            assertThat(read.getSpec().getJobId()).isEqualTo(spec.get("jobId").toString());
            assertThat(read.getSpec().getTenant()).isEqualTo(spec.get("tenant").toString());
            assertThat(read.getWork()).isEqualTo(((GenericRecord) written).get("work"));
        }
    }

    @Test
    void readsHowAPoolIsRunAsTheFifthVersionWroteItAsOneCell() {
        StoredPoolTerms read =
                StoredFormat.decode(StoredPoolTerms.class, HexFormat.of().parseHex("05085041434b"));

        assertThat(read).isEqualTo(new StoredPoolTerms("PACK", 1));
    }

    @Test
    void readsAJobAsItWroteItButForTheRenewal() {
        Job job = leased("acme");

        Job read = StoredFormat.job(job.id(), StoredFormat.encode(job), NOON.plusSeconds(60));

        assertThat(read).isEqualTo(job.with(LEASE.renewed(NOON.plusSeconds(60))));
    }

    @Test
    void readsAJobThatIsDelayed() {
        RetryTerms retry =
                new RetryTerms(List.of(Cause.INFRASTRUCTURE), List.of(75), Duration.ofSeconds(5), Duration.ofHours(1));
        Job leased = leased("acme");
        JobTerms terms = new JobTerms(
                "default",
                "acme",
                9,
                new Requirements(Labels.of(List.of("linux")), Resources.of(Map.of("gpu", 2, "licence", 1))),
                3,
                leased.timeLimit(),
                retry,
                NeedsCondition.FAILURE,
                new GroupTerms("deploy", 2));
        Job job = new Job(
                leased.id(),
                terms,
                5,
                NOON.plusSeconds(600),
                true,
                "pipeline",
                List.of(),
                true,
                List.of(),
                2,
                1,
                false,
                NOON.plusSeconds(10),
                null);

        assertThat(StoredFormat.job(job.id(), StoredFormat.encode(job), NOON)).isEqualTo(job);
    }

    /** A job with its lease, as the first version wrote it. */
    @Test
    void readsAJobOfTheFirstVersionWithoutItsTenant() {
        byte[] stored = HexFormat.of().parseHex(V1_JOB);

        Job read = StoredFormat.job(new JobId("job-1"), stored, NOON.plusSeconds(60));

        assertThat(read).isEqualTo(leased("").with(LEASE.renewed(NOON.plusSeconds(60))));
    }

    @Test
    void readsAJobOfTheThirdVersionWithoutAGroup() {
        byte[] stored = HexFormat.of().parseHex(V3_JOB);

        Job read = StoredFormat.job(new JobId("job-1"), stored, NOON.plusSeconds(60));

        assertThat(read).isEqualTo(leased("acme").with(LEASE.renewed(NOON.plusSeconds(60))));
    }

    @Test
    void readsAJobOfTheFourthVersionWithoutResources() {
        byte[] stored = HexFormat.of().parseHex(V4_JOB);

        Job read = StoredFormat.job(new JobId("job-1"), stored, NOON.plusSeconds(60));

        assertThat(read).isEqualTo(leased("acme").with(LEASE.renewed(NOON.plusSeconds(60))));
    }

    @Test
    void readsALeaseThatCountsAsMoreThanASlot() {
        Lease large = new Lease(2, RUNNER, "s1", 7, 4, NOON, NOON, NOON.plusSeconds(12), null, null);
        Job job = leased("acme").with(large);

        assertThat(StoredFormat.job(job.id(), StoredFormat.encode(job), NOON.plusSeconds(12)))
                .isEqualTo(job);
    }

    /** What a tenant has had was written in another unit. */
    @Test
    void readsAShareOfTheSecondVersionAsBeginningAnew() {
        byte[] stored = HexFormat.of().parseHex(V2_SHARE);

        StoredShare read = StoredFormat.decode(StoredShare.class, stored);

        assertThat(read).isEqualTo(new StoredShare("default", "acme", 0L));
    }

    @Test
    void readsARunnerOfTheThirdVersionAsNotDrained() {
        byte[] stored = HexFormat.of().parseHex(V3_RUNNER);

        assertThat(StoredFormat.runner(stored, NOON)).isEqualTo(runner(false, Map.of()));
    }

    @Test
    void readsARunnerOfTheFourthVersionWithoutResources() {
        byte[] stored = HexFormat.of().parseHex(V4_RUNNER);

        assertThat(StoredFormat.runner(stored, NOON)).isEqualTo(runner(true, Map.of()));
    }

    @Test
    void readsARunnerThatIsHereAsJustHeard() {
        Runner runner = runner(true, Map.of("gpu", 2));

        Runner read = StoredFormat.runner(StoredFormat.encode(runner), NOON.plusSeconds(60));

        assertThat(read).isEqualTo(runner.heard(NOON.plusSeconds(60)));
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> StoredFormat.decode(StoredClock.class, new byte[] {8, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a format that this version does not read");
    }

    private static Job leased(String tenant) {
        return new Job(
                new JobId("job-1"),
                new JobTerms(
                        "default",
                        tenant,
                        9,
                        new Requirements(Labels.of(List.of("linux", "gpu")), Resources.NONE),
                        3,
                        Duration.ofMinutes(5),
                        RetryTerms.DEFAULT,
                        NeedsCondition.SUCCESS,
                        null),
                5,
                null,
                true,
                null,
                List.of(),
                false,
                List.of(new JobId("job-2")),
                2,
                1,
                true,
                null,
                LEASE);
    }

    private static Runner runner(boolean drained, Map<String, Integer> resources) {
        return new Runner(
                RUNNER,
                "s2",
                List.of("s1"),
                new Capacity(Labels.of(List.of("linux")), 4, Resources.of(resources)),
                RunnerPhase.READY,
                7,
                NOON,
                3L,
                drained,
                Runner.Presence.HERE);
    }

    private static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }
}
