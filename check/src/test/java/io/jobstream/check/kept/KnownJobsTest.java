// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.kept;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.check.kept.KnownJob.Standing;
import io.jobstream.schemas.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownJobsTest {
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    @Test
    void keepsWhatItWasGiven() {
        KnownJobs jobs = new KnownJobs(100_000);
        for (int i = 0; i < 40_000; i++) {
            jobs.put("job-" + i, job(i));
        }

        for (int i = 0; i < 40_000; i++) {
            assertThat(jobs.find("job-" + i)).contains(job(i));
        }
        assertThat(jobs.find("job-40000")).isEmpty();
        assertThat(jobs.size()).isEqualTo(40_000);
        assertThat(jobs.forgotten()).isZero();
    }

    @Test
    void aJobTakesLessThanAHundredBytes() {
        KnownJobs jobs = new KnownJobs(Long.MAX_VALUE);
        for (int i = 0; i < 200_000; i++) {
            jobs.put("job-" + i, job(i));
        }

        assertThat(jobs.bytes() / 200_000).isLessThan(70);
    }

    @Test
    void forgetsTheOldestHalfWhenItIsFull() {
        KnownJobs jobs = new KnownJobs(100);
        for (int i = 0; i < 120; i++) {
            jobs.put("job-" + i, job(i));
        }

        assertThat(jobs.size()).isEqualTo(70);
        assertThat(jobs.forgotten()).isEqualTo(50);
        assertThat(jobs.contains("job-49")).isFalse();
        assertThat(jobs.contains("job-50")).isTrue();
        assertThat(jobs.contains("job-119")).isTrue();
    }

    @Test
    void remembersWhatWasStated() {
        KnownJobs jobs = new KnownJobs(10);
        jobs.put("a", job(1));
        jobs.put("b", job(2));

        jobs.stated("a", 0, Standing.BEHIND);
        jobs.stated("a", 77, Standing.CURRENT);

        assertThat(jobs.revision("a")).hasValue(77);
        assertThat(jobs.revision("b")).isEmpty();
        assertThat(jobs.find("a")).contains(job(1));
        List<Standing> standings = new ArrayList<>();
        jobs.each((job, standing) -> standings.add(standing));
        assertThat(standings).containsExactlyInAnyOrder(Standing.CURRENT, Standing.MISSING);
    }

    @Test
    void aFingerprintTellsWhatDiffers() {
        assertThat(new Fingerprint(1).add("ab").add("c").value())
                .isEqualTo(new Fingerprint(1).add("ab").add("c").value())
                .isNotEqualTo(new Fingerprint(1).add("a").add("bc").value())
                .isNotEqualTo(new Fingerprint(2).add("ab").add("c").value());
        assertThat(new Fingerprint(1).add((String) null).value())
                .isNotEqualTo(new Fingerprint(1).add("").value());
    }

    private static KnownJob job(int i) {
        return new KnownJob(
                i % KnownJob.PARTITIONS_MAX,
                1_000_000_000_000L + i,
                OUTCOMES.get(i % OUTCOMES.size()),
                i % 2 == 0,
                i % 3 == 0,
                i * 31L);
    }
}
