// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.ShareLimits;
import io.jobstream.streams.scheduling.decision.TenantTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose turn it is, found by a look at every job: priority raised by waiting, then the tenants' shares, then age. */
final class TurnBook {
    /** So short that it happens within a simulation. */
    static final Duration RAISE_AFTER = Duration.ofSeconds(15);

    static final ShareLimits LIMITS = new ShareLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 1);

    private static final int PRIORITY_MAX = 9;

    private final Collection<JobBook> jobs;
    private final Map<Group, Instant> givenNothingSince = new HashMap<>();
    private final Map<Account, Long> had = new HashMap<>();
    private final Map<String, Long> virtualTimes = new HashMap<>();
    private Duration raiseAfter = RAISE_AFTER;
    private final Map<String, TenantTerms> terms = new HashMap<>();

    /** @param jobs all that are not settled, kept up to date by others */
    TurnBook(Collection<JobBook> jobs) {
        this.jobs = jobs;
    }

    /** Before the job is among the others. */
    void admitted(JobBook job) {
        boolean here = jobs.stream().anyMatch(other -> account(other).equals(account(job)));
        if (!here) {
            had.merge(account(job), virtualTimes.getOrDefault(job.pool, 0L), Math::max);
        }
    }

    void queued(JobBook job, Instant now) {
        givenNothingSince.putIfAbsent(group(job), now);
    }

    /** Before the job's lease is noted. */
    void granted(JobBook job, RunnerBook runner, Instant now, Object fact) {
        Violation.unless(mayHaveAnother(job), Rule.QUOTA, fact);
        Violation.unless(groupHasRoom(job), Rule.GROUP, fact);
        for (JobBook other : jobs) {
            if (other != job && other.queued && runner.hasRoomFor(other, jobs) && mayBeGranted(other)) {
                int byRank = Integer.compare(rank(other, now), rank(job, now));
                boolean sameTenant = other.tenant.equals(job.tenant);
                Violation.unless(
                        byRank < 0 || (byRank == 0 && (!sameTenant || job.isOlderThan(other))), Rule.ORDER, fact);
                Violation.unless(byRank < 0 || !hasLess(account(other), account(job)), Rule.FAIR_SHARE, fact);
            }
        }
    }

    /** After it was granted. */
    void served(JobBook job, Instant now) {
        long virtualTime = virtualTimes.getOrDefault(job.pool, 0L);
        had.put(
                account(job),
                Math.max(hadBy(account(job)), virtualTime - LIMITS.creditMax().toMillis() * 1_000));
        virtualTimes.put(job.pool, Math.max(hadBy(account(job)), virtualTime));
        givenNothingSince.put(group(job), now);
        unqueued(job);
    }

    /** After the job waits no longer. */
    void unqueued(JobBook job) {
        if (jobs.stream().noneMatch(other -> other.queued && group(other).equals(group(job)))) {
            givenNothingSince.remove(group(job));
        }
    }

    /** Before it is noted that the job's lease takes no slot. */
    void consumed(JobBook job, Instant until) {
        if (job.takesSlot && job.acceptedAt != null) {
            long micros = Duration.between(job.acceptedAt, until).toNanos() / 1_000 * job.counted;
            long most =
                    virtualTimes.getOrDefault(job.pool, 0L) + LIMITS.debtMax().toMillis() * 1_000;
            long before = hadBy(account(job));
            had.put(account(job), Math.max(before, Math.min(most, before + micros / weight(account(job)))));
        }
    }

    /** After the job is no longer among the others. */
    void settled(JobBook job) {
        if (jobs.stream().noneMatch(other -> other.pool.equals(job.pool))) {
            had.keySet().removeIf(account -> account.pool.equals(job.pool));
            virtualTimes.remove(job.pool);
        }
        List<Account> away = ahead(job.pool);
        if (away.size() > LIMITS.awayMax()) {
            had.remove(away.get(0));
        }
    }

    /** Those without a job that are ahead of the virtual time, the least first. */
    private List<Account> ahead(String pool) {
        return had.keySet().stream()
                .filter(account -> account.pool.equals(pool))
                .filter(account -> hadBy(account) > virtualTimes.getOrDefault(pool, 0L))
                .filter(account -> jobs.stream().noneMatch(job -> account(job).equals(account)))
                .sorted(Comparator.comparingLong(this::hadBy).thenComparing(Account::tenant))
                .toList();
    }

    /** A scheduler has begun anew. */
    void rebuilt(Instant now, Duration itRaisesAfter) {
        raiseAfter = itRaisesAfter;
        givenNothingSince.replaceAll((group, since) -> now);
    }

    boolean isRaised(JobBook job, Instant now) {
        return !Duration.between(givenNothingSince.getOrDefault(group(job), now), now)
                .minus(raiseAfter)
                .isNegative();
    }

    int rank(JobBook job, Instant now) {
        long raised = Duration.between(givenNothingSince.getOrDefault(group(job), now), now)
                .dividedBy(raiseAfter);
        return (int) Math.min(PRIORITY_MAX, job.priority + raised);
    }

    void changed(String tenant, TenantTerms changed) {
        terms.put(tenant, changed);
    }

    boolean mayBeGranted(JobBook job) {
        return mayHaveAnother(job) && groupHasRoom(job);
    }

    private boolean groupHasRoom(JobBook job) {
        return job.group == null
                || jobs.stream()
                                .filter(other -> other.takesSlot && other.sharesGroup(job))
                                .count()
                        < job.group.limit();
    }

    private boolean mayHaveAnother(JobBook job) {
        Integer most = terms(job.tenant).slotsMax();
        return most == null || running(account(job)) < most;
    }

    /** After the job is among the others. */
    void checkQueued(JobBook job, Object fact) {
        Integer most = terms(job.tenant).queuedMax();
        long queued = jobs.stream()
                .filter(other -> other.lease == null && account(other).equals(account(job)))
                .count();
        Violation.unless(most == null || queued <= most, Rule.QUOTA, fact);
    }

    private boolean hasLess(Account one, Account other) {
        int byRunning = Long.compare(counted(one) * weight(other), counted(other) * weight(one));
        return byRunning < 0 || (byRunning == 0 && hadBy(one) < hadBy(other));
    }

    private TenantTerms terms(String tenant) {
        return terms.getOrDefault(tenant, TenantTerms.DEFAULT);
    }

    private long weight(Account account) {
        return terms(account.tenant).weight();
    }

    private long running(Account account) {
        return jobs.stream()
                .filter(job -> job.takesSlot && account(job).equals(account))
                .count();
    }

    private long counted(Account account) {
        return jobs.stream()
                .filter(job -> job.takesSlot && account(job).equals(account))
                .mapToLong(job -> job.counted)
                .sum();
    }

    /** Slot-microseconds by weight. */
    private long hadBy(Account account) {
        return had.getOrDefault(account, 0L);
    }

    private static Account account(JobBook job) {
        return new Account(job.pool, job.tenant);
    }

    private static Group group(JobBook job) {
        return new Group(job.pool, job.labels, job.resources, job.priority);
    }

    private record Group(String pool, Labels labels, Map<String, Integer> resources, int priority) {}

    private record Account(String pool, String tenant) {}
}
