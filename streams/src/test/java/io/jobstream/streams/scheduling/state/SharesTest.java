// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.schemas.NeedsCondition;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.JobTerms;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.Requirements;
import io.jobstream.streams.scheduling.decision.Resources;
import io.jobstream.streams.scheduling.decision.RetryTerms;
import io.jobstream.streams.scheduling.decision.ShareLimits;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import io.jobstream.streams.scheduling.state.ChangedShares.ShareKey;
import io.jobstream.streams.scheduling.state.RequirementsBacklog.PriorityLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final int STEPS = 10_000;

    private static final ShareLimits LIMITS = new ShareLimits(Duration.ofHours(1), Duration.ofHours(25), 2);

    private final ChangedShares changed = new ChangedShares();
    private final Shares shares = new Shares("pool", LIMITS, tenant -> TenantTerms.DEFAULT, changed);
    private final Map<Requirements, RequirementsBacklog> backlogs = new HashMap<>();
    private long position;

    @Test
    void hasWhoHasLeastAndTheirFirstJobsWhateverComesAndGoes() {
        Random random = new Random(7);
        List<Job> waiting = new ArrayList<>();
        Map<String, Integer> running = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            if (waiting.isEmpty() || random.nextInt(100) < 51 - step / 500) {
                Job job =
                        job("tenant-" + random.nextInt(4), random.nextInt(3), random.nextBoolean(), random.nextInt(3));
                waiting.add(job);
                come(job);
                shares.ready(job.tenant(), 1);
                backlog(job).add(shares.of(job.tenant()), job, null, Instant.EPOCH);
            } else {
                Job job = waiting.remove(random.nextInt(waiting.size()));
                shares.ready(job.tenant(), -1);
                backlog(job).remove(shares.of(job.tenant()), job, null);
                shares.remove(job);
            }
            String tenant = "tenant-" + random.nextInt(4);
            if (shares.find(tenant).isPresent()) {
                shares.occupy(tenant, 1, 1);
                running.merge(tenant, 1, Integer::sum);
            } else {
                running.remove(tenant);
            }
            running.keySet().removeIf(name -> shares.find(name).isEmpty());

            List<PriorityLevel> levels = backlogs.values().stream()
                    .flatMap(backlog -> backlog.levels().stream())
                    .filter(level -> random.nextInt(3) > 0)
                    .toList();
            assertThat(shares.least(levels).map(share -> running.getOrDefault(share.tenant(), 0)))
                    .isEqualTo(levels.stream()
                            .flatMap(level -> level.tenants().stream())
                            .map(share -> running.getOrDefault(share.tenant(), 0))
                            .min(Comparator.naturalOrder()));
            shares.least(levels)
                    .ifPresent(share -> assertThat(levels.stream().flatMap(level -> level.first(share).stream()))
                            .isNotEmpty());
            assertFirstsAsSearchedFor(waiting);
        }
    }

    private void assertFirstsAsSearchedFor(List<Job> waiting) {
        for (RequirementsBacklog backlog : backlogs.values()) {
            for (PriorityLevel level : backlog.levels()) {
                for (TenantShare share : level.tenants()) {
                    assertThat(level.first(share))
                            .isEqualTo(searched(waiting, share, backlog.requirements(), level.priority()));
                }
            }
        }
    }

    private RequirementsBacklog backlog(Job job) {
        return backlogs.computeIfAbsent(job.requirements(), RequirementsBacklog::new);
    }

    @Test
    void letsNobodySaveUpByStayingAway() {
        come(job("busy"));
        shares.consume("busy", seconds(1));
        shares.grant("busy");

        come(job("newcomer"));

        assertThat(account("newcomer")).isEqualTo(seconds(1));
    }

    /** A tenant whose lease lasts for hours, or whose jobs no runner fits. */
    @Test
    void letsNobodyGoBeforeAThirdBecauseAnotherHasHadNothing() {
        come(job("idle"));
        come(job("busy"));
        shares.consume("busy", seconds(1_000));
        shares.grant("busy");

        come(job("newcomer"));

        assertThat(account("newcomer")).isEqualTo(seconds(1_000));
        assertThat(account("idle")).isEqualTo(Duration.ZERO);
    }

    @Test
    void letsNobodySaveUpMoreThanAnHourByWaiting() {
        come(job("waiting"));
        come(job("busy"));
        shares.consume("busy", Duration.ofHours(5));
        shares.grant("busy");

        shares.grant("waiting");

        assertThat(account("waiting")).isEqualTo(Duration.ofHours(4));
        assertThat(shares.virtualTime()).isEqualTo(Duration.ofHours(5).toMillis() * 1_000);
    }

    @Test
    void letsADebtGrowToNoMoreThanTheLongestLease() {
        come(job("busy"));
        for (int lease = 0; lease < 100; lease++) {
            shares.consume("busy", Duration.ofHours(1));
        }

        assertThat(account("busy")).isEqualTo(LIMITS.debtMax());
    }

    @Test
    void takesNothingOffADebtThatIsBeyondIt() {
        come(job("busy"));
        shares.restore("busy", Duration.ofHours(100).toMillis() * 1_000);

        shares.consume("busy", Duration.ofHours(1));

        assertThat(account("busy")).isEqualTo(Duration.ofHours(100));
    }

    @Test
    void remembersOfOnlySoManyThatTheyAreAwayAndAhead() {
        come(job("busy"));
        for (int hours = 1; hours <= 3; hours++) {
            Job job = job("visitor-" + hours);
            come(job);
            shares.consume(job.tenant(), Duration.ofHours(hours));
            shares.remove(job);
        }

        assertThat(shares.find("visitor-1")).isEmpty();
        assertThat(shares.find("visitor-2")).isPresent();
        assertThat(shares.find("visitor-3")).isPresent();
    }

    @Test
    void leavesAnAccountAsItIsWhenTheWeightChanges() {
        come(job("tenant"));
        shares.consume("tenant", seconds(10));
        shares.change("tenant", new TenantTerms(10, null, null));
        assertThat(account("tenant")).isEqualTo(seconds(10));

        shares.consume("tenant", seconds(10));

        assertThat(account("tenant")).isEqualTo(seconds(11));
    }

    @Test
    void remembersADebtUntilTheOthersHaveCaughtUp() {
        Job first = job("debtor");
        come(first);
        come(job("other"));
        shares.consume("debtor", seconds(5));
        shares.consume("other", seconds(1));
        shares.grant("other");
        shares.remove(first);

        come(job("debtor"));

        assertThat(account("debtor")).isEqualTo(seconds(5));
    }

    @Test
    void forgetsTheIdleOnceTheyOweNothing() {
        Job idle = job("idle");
        come(idle);
        come(job("busy"));
        shares.consume("idle", seconds(1));
        shares.remove(idle);
        assertThat(shares.find("idle")).isPresent();
        shares.consume("busy", seconds(1));
        changed.clear();

        shares.grant("busy");

        assertThat(shares.find("idle")).isEmpty();
        assertThat(changed.accounts()).contains(new ShareKey("pool", "idle"));
    }

    @Test
    void forgetsEverythingWhenNoJobIsLeft() {
        Job last = job("tenant");
        come(last);
        shares.consume("tenant", seconds(1));
        shares.grant("tenant");
        changed.clear();

        shares.remove(last);

        assertThat(shares.all()).isEmpty();
        assertThat(shares.virtualTime()).isZero();
        assertThat(changed.accounts()).containsExactly(new ShareKey("pool", "tenant"));
        assertThat(changed.virtualTimes()).containsExactly("pool");
    }

    private void come(Job job) {
        shares.enter(job.tenant());
        shares.add(job);
    }

    private Duration account(String tenant) {
        return Duration.of(shares.find(tenant).orElseThrow().account, ChronoUnit.MICROS);
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    /** The same, found by a look at every job. */
    private static Optional<Job> searched(
            List<Job> waiting, TenantShare share, Requirements requirements, int priority) {
        return waiting.stream()
                .filter(job -> job.tenant().equals(share.tenant()))
                .filter(job -> job.requirements().equals(requirements) && job.priority() == priority)
                .min(Job.AGE);
    }

    private Job job(String tenant) {
        return job(tenant, 5, false, 0);
    }

    private Job job(String tenant, int priority, boolean front, int labels) {
        return new Job(
                new JobId("job-" + position),
                new JobTerms(
                        "pool",
                        tenant,
                        priority,
                        labels(labels),
                        3,
                        Duration.ofMinutes(1),
                        RetryTerms.DEFAULT,
                        NeedsCondition.SUCCESS,
                        null),
                position++,
                null,
                front,
                null,
                List.of(),
                false,
                List.of(),
                0,
                0,
                false,
                null,
                null);
    }

    private static Requirements labels(int number) {
        return new Requirements(Labels.of(List.of("label-" + number)), Resources.NONE);
    }
}
