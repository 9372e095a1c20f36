// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import io.jobstream.clients.Encoders;
import io.jobstream.schemas.Cause;
import io.jobstream.schemas.NeedsCondition;
import io.jobstream.schemas.RequestedJob;
import io.jobstream.schemas.RevocationReason;
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
import io.jobstream.streams.scheduling.stored.StoredGroup;
import io.jobstream.streams.scheduling.stored.StoredJob;
import io.jobstream.streams.scheduling.stored.StoredLease;
import io.jobstream.streams.scheduling.stored.StoredPoolTerms;
import io.jobstream.streams.scheduling.stored.StoredRetry;
import io.jobstream.streams.scheduling.stored.StoredRunner;
import io.jobstream.streams.scheduling.stored.StoredShare;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * How the scheduler's state is written: a byte for the version of the format, then Avro's binary encoding. A new
 * version gets a new byte, and the schemas of the old ones stay readable.
 */
final class StoredFormat {
    private static final byte VERSION = 7;
    private static final Map<Class<?>, SpecificDatumWriter<SpecificRecord>> WRITERS = new ConcurrentHashMap<>();
    private static final ThreadLocal<Map<StoredType, SpecificDatumReader<?>>> READERS =
            ThreadLocal.withInitial(HashMap::new);

    /** Schemas as an earlier version had them, where they have changed since. */
    private static final Map<StoredType, Schema> EARLIER = Map.ofEntries(
            entry(StoredJob.class, 1, "v1/StoredJob.avsc"),
            entry(StoredJob.class, 2, "v2/StoredJob.avsc"),
            entry(StoredJob.class, 3, "v3/StoredJob.avsc"),
            entry(StoredJob.class, 4, "v4/StoredJob.avsc"),
            entry(RequestedJob.class, 1, "v2/RequestedJob.avsc"),
            entry(RequestedJob.class, 2, "v2/RequestedJob.avsc"),
            entry(RequestedJob.class, 3, "v3/RequestedJob.avsc"),
            entry(RequestedJob.class, 4, "v4/RequestedJob.avsc"),
            entry(RequestedJob.class, 5, "v5/RequestedJob.avsc"),
            entry(RequestedJob.class, 6, "v6/RequestedJob.avsc"),
            entry(StoredShare.class, 2, "v2/StoredShare.avsc"),
            entry(StoredRunner.class, 1, "v3/StoredRunner.avsc"),
            entry(StoredRunner.class, 2, "v3/StoredRunner.avsc"),
            entry(StoredRunner.class, 3, "v3/StoredRunner.avsc"),
            entry(StoredRunner.class, 4, "v4/StoredRunner.avsc"),
            entry(StoredPoolTerms.class, 5, "v5/StoredPoolTerms.avsc"));

    private record StoredType(Class<?> type, int version) {}

    static {
        // Avro builds instances of generated classes only where their package is trusted.
        ClassSecurityValidator.ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
        Set<String> own = Set.of(StoredJob.class.getPackageName(), RequestedJob.class.getPackageName());
        ClassSecurityValidator.setGlobal(type -> own.contains(type.getPackageName()) || others.isTrusted(type));
    }

    private StoredFormat() {}

    static byte[] encode(SpecificRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        bytes.write(VERSION);
        BinaryEncoder encoder = Encoders.to(bytes);
        try {
            WRITERS.computeIfAbsent(record.getClass(), type -> new SpecificDatumWriter<>(record.getSchema()))
                    .write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
        if (bytes.length == 0 || bytes[0] < 1 || bytes[0] > VERSION) {
            throw new IllegalStateException(type.getSimpleName() + " was stored in a format that this version does not"
                    + " read: run the version that wrote it, or a newer one");
        }
        try {
            return reader(type, bytes[0])
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] encode(Job job) {
        return encode(new StoredJob(
                job.pool(),
                job.tenant(),
                job.position(),
                job.priority(),
                job.front(),
                job.requirements().labels().values(),
                job.requirements().resources().counts(),
                job.openNeeds().stream().map(JobId::value).toList(),
                job.dependents().stream().map(JobId::value).toList(),
                job.attempts(),
                job.attemptsLost(),
                job.attemptsMax(),
                job.timeLimit().toMillis(),
                job.cancelRequested(),
                job.lease() == null ? null : stored(job.lease()),
                stored(job.terms().retry()),
                job.pipeline(),
                job.terms().condition().name(),
                job.needFailed(),
                job.group() == null
                        ? null
                        : new StoredGroup(job.group().name(), job.group().limit()),
                job.startBy(),
                job.delayedUntil()));
    }

    /** A job as it was stored; its lease, if it has been accepted, lasts until {@code renewedUntil}. */
    static Job job(JobId id, byte[] bytes, Instant renewedUntil) {
        StoredJob stored = decode(StoredJob.class, bytes);
        JobTerms terms = new JobTerms(
                stored.getPool(),
                stored.getTenant(),
                stored.getPriority(),
                new Requirements(new Labels(stored.getLabels()), Resources.of(stored.getResources())),
                stored.getAttemptsMax(),
                Duration.ofMillis(stored.getTimeLimitMillis()),
                stored.getRetry() == null ? RetryTerms.DEFAULT : retry(stored.getRetry()),
                NeedsCondition.valueOf(stored.getNeedsCondition()),
                stored.getGroup() == null
                        ? null
                        : new GroupTerms(
                                stored.getGroup().getName(), stored.getGroup().getLimit()));
        return new Job(
                id,
                terms,
                stored.getPosition(),
                stored.getStartBy(),
                stored.getFront(),
                stored.getPipeline(),
                ids(stored.getOpenNeeds()),
                stored.getNeedFailed(),
                ids(stored.getDependents()),
                stored.getAttempts(),
                stored.getAttemptsLost(),
                stored.getCancelRequested(),
                stored.getDelayedUntil(),
                stored.getLease() == null ? null : lease(stored.getPool(), stored.getLease(), renewedUntil));
    }

    static byte[] encode(Runner runner) {
        return encode(new StoredRunner(
                runner.id().pool(),
                runner.id().name(),
                runner.session(),
                runner.superseded(),
                runner.capacity().labels().values(),
                runner.capacity().slots(),
                runner.capacity().resources().counts(),
                runner.phase().name(),
                runner.sequence(),
                runner.deafTo(),
                runner.presence().name(),
                runner.heardAt(),
                runner.drained()));
    }

    /** The length keeps apart pools and names that contain a slash. */
    static String key(RunnerId id) {
        return id.pool().length() + "/" + id.pool() + "/" + id.name();
    }

    /** A runner as it was stored; one that is here counts as heard at {@code now}. */
    static Runner runner(byte[] bytes, Instant now) {
        StoredRunner stored = decode(StoredRunner.class, bytes);
        Runner.Presence presence = Runner.Presence.valueOf(stored.getPresence());
        return new Runner(
                new RunnerId(stored.getPool(), stored.getName()),
                stored.getSession(),
                stored.getSuperseded(),
                new Capacity(new Labels(stored.getLabels()), stored.getSlots(), Resources.of(stored.getResources())),
                RunnerPhase.valueOf(stored.getPhase()),
                stored.getSequence(),
                presence == Runner.Presence.HERE ? now : stored.getHeardAt(),
                stored.getDeafTo(),
                stored.getDrained(),
                presence);
    }

    static RequestedJob payload(byte[] bytes) {
        return decode(RequestedJob.class, bytes);
    }

    static StoredClock clock(byte @Nullable [] bytes) {
        return bytes == null
                ? new StoredClock(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0L, Map.of())
                : decode(StoredClock.class, bytes);
    }

    @SuppressWarnings("unchecked") // The key is the type.
    private static <T extends SpecificRecord> SpecificDatumReader<T> reader(Class<T> type, int version) {
        return (SpecificDatumReader<T>) READERS.get().computeIfAbsent(new StoredType(type, version), stored -> {
            Schema schema = SpecificData.get().getSchema(type);
            Schema written = EARLIER.getOrDefault(stored, schema);
            return new SpecificDatumReader<T>(written, schema, SpecificData.getForClass(type));
        });
    }

    private static Map.Entry<StoredType, Schema> entry(Class<?> type, int version, String resource) {
        return Map.entry(new StoredType(type, version), schema(resource));
    }

    private static Schema schema(String resource) {
        try (InputStream stream = Objects.requireNonNull(StoredFormat.class.getResourceAsStream(resource), resource)) {
            return new Schema.Parser().parse(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable StoredRetry stored(RetryTerms retry) {
        return retry.equals(RetryTerms.DEFAULT)
                ? null
                : new StoredRetry(
                        retry.causes().stream().map(Cause::name).toList(),
                        retry.exitCodes(),
                        retry.backoff().toMillis(),
                        retry.backoffMax().toMillis());
    }

    private static RetryTerms retry(StoredRetry stored) {
        return new RetryTerms(
                stored.getCauses().stream().map(Cause::valueOf).toList(),
                stored.getExitCodes(),
                Duration.ofMillis(stored.getBackoffMillis()),
                Duration.ofMillis(stored.getBackoffMaxMillis()));
    }

    private static StoredLease stored(Lease lease) {
        return new StoredLease(
                lease.attempt(),
                lease.runner().name(),
                lease.session(),
                lease.sequence(),
                lease.acceptBy(),
                lease.acceptedAt(),
                lease.revoked() == null ? null : lease.revoked().name(),
                lease.endedAt(),
                lease.slotsCounted());
    }

    private static Lease lease(String pool, StoredLease stored, Instant renewedUntil) {
        return new Lease(
                stored.getAttempt(),
                new RunnerId(pool, stored.getRunner()),
                stored.getSession(),
                stored.getSequence(),
                stored.getSlotsCounted(),
                stored.getAcceptBy(),
                stored.getAcceptedAt(),
                stored.getAcceptedAt() == null ? stored.getAcceptBy() : renewedUntil,
                stored.getRevoked() == null ? null : RevocationReason.valueOf(stored.getRevoked()),
                stored.getEndedAt());
    }

    private static List<JobId> ids(List<String> values) {
        return values.stream().map(JobId::new).toList();
    }
}
