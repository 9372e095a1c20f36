// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import io.jobstream.check.kept.KnownJob.Standing;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Jobs by id, in bounded memory: two generations of half of what is allowed. When the young one is full the old one is
 * forgotten.
 */
public final class KnownJobs {
    private static final int SEGMENTS = 256;
    private static final int FINGERPRINT = 2;
    private static final int PACKED = 3;
    private static final int REVISION = 4;

    private final long generationMax;
    private Segment[] young = segments();
    private Segment[] old = segments();
    private long youngJobs;
    private long oldJobs;
    private long forgotten;

    /** Keeps {@code jobsMax} jobs at most, and at least the newer half of that. */
    public KnownJobs(long jobsMax) {
        this.generationMax = Math.max(1, jobsMax / 2);
    }

    /** Keeps a job that is not there yet. */
    public void put(String jobId, KnownJob job) {
        if (youngJobs >= generationMax) {
            forgotten += oldJobs;
            old = young;
            oldJobs = youngJobs;
            young = segments();
            youngJobs = 0;
        }
        Key key = Key.of(jobId);
        Segment segment = young[key.segment()];
        if (segment.find(key.high(), key.low()) >= 0) {
            return;
        }
        int at = segment.insert(key.high(), key.low());
        segment.set(at, FINGERPRINT, job.fingerprint());
        segment.set(at, PACKED, job.packed(Standing.MISSING));
        youngJobs++;
    }

    public Optional<KnownJob> find(String jobId) {
        return row(jobId).map(Row::job);
    }

    public boolean contains(String jobId) {
        return row(jobId).isPresent();
    }

    /** The largest revision that was stated of a job. */
    public OptionalLong revision(String jobId) {
        long kept = row(jobId).map(row -> row.segment().get(row.at(), REVISION)).orElse(0L);
        return kept == 0 ? OptionalLong.empty() : OptionalLong.of(kept - 1);
    }

    /** Notes what was stated of a job that is there. */
    public void stated(String jobId, long revision, Standing standing) {
        row(jobId).ifPresent(row -> {
            row.segment().set(row.at(), REVISION, revision + 1);
            row.segment().set(row.at(), PACKED, row.job().packed(standing));
        });
    }

    /** Each job, with how its newest status stands. */
    public void each(BiConsumer<KnownJob, Standing> job) {
        Stream.of(old, young)
                .flatMap(Stream::of)
                .forEach(segment -> segment.each(at -> job.accept(
                        new Row(segment, (int) at).job(), KnownJob.standing(segment.get((int) at, PACKED)))));
    }

    /** How many were dropped because there were too many. */
    public long forgotten() {
        return forgotten;
    }

    public long size() {
        return youngJobs + oldJobs;
    }

    /** What the table takes of the heap. */
    public long bytes() {
        return Stream.of(old, young)
                .flatMap(Stream::of)
                .mapToLong(Segment::bytes)
                .sum();
    }

    private Optional<Row> row(String jobId) {
        Key key = Key.of(jobId);
        for (Segment[] generation : new Segment[][] {young, old}) {
            Segment segment = generation[key.segment()];
            int at = segment.find(key.high(), key.low());
            if (at >= 0) {
                return Optional.of(new Row(segment, at));
            }
        }
        return Optional.empty();
    }

    private static Segment[] segments() {
        return Stream.generate(Segment::new).limit(SEGMENTS).toArray(Segment[]::new);
    }

    /** 128 bits of an id. */
    private record Key(long high, long low) {
        static Key of(String jobId) {
            long high = new Fingerprint(1).add(jobId).value();
            long low = new Fingerprint(2).add(jobId).value();
            return new Key(high == 0 ? 1 : high, low);
        }

        int segment() {
            return (int) (high >>> 56);
        }
    }

    private record Row(Segment segment, int at) {
        KnownJob job() {
            return KnownJob.unpacked(segment.get(at, PACKED), segment.get(at, FINGERPRINT));
        }
    }
}
