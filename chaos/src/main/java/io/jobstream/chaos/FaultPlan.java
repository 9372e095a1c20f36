// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Draws faults: exponentially distributed gaps, any member that is not in trouble already, and of the brokers one at a
 * time, since {@code min.insync.replicas} is two of three.
 */
final class FaultPlan {
    private static final List<Fault.Kind> KINDS = List.of(Fault.Kind.KILL, Fault.Kind.SUSPEND, Fault.Kind.RESTART);

    /** A runner that is stopped for longer than its lease must have lost its jobs. */
    static final Duration SUSPENSION_MAX = Duration.ofSeconds(24);

    private static final Duration AWAY_BRIEF = Duration.ofSeconds(2);
    private static final Duration AWAY_LONG = Duration.ofSeconds(16);

    /** In which a process that is back starts to work. */
    private static final Duration RECOVERY = Duration.ofSeconds(8);

    /** In which a broker that is back catches up. */
    private static final Duration BROKER_RECOVERY = Duration.ofSeconds(20);

    private final RandomGenerator random;
    private final List<String> members;
    private final Map<String, Duration> busyUntil = new HashMap<>();
    private Duration brokersBusyUntil = Duration.ZERO;

    private FaultPlan(RandomGenerator random, List<String> members) {
        this.random = random;
        this.members = members;
    }

    /**
     * The faults of a run, in their order.
     *
     * @param members names; those that begin with {@code broker} are the brokers
     * @param every the mean time between two faults
     */
    static List<Fault> of(RandomGenerator random, List<String> members, Duration length, Duration every) {
        FaultPlan plan = new FaultPlan(random, members);
        List<Fault> faults = new ArrayList<>();
        Duration at = plan.gap(every);
        while (at.compareTo(length) < 0) {
            Duration now = at;
            List<String> well = plan.members.stream()
                    .filter(member -> plan.wellAt(member, now))
                    .toList();
            if (!well.isEmpty()) {
                faults.add(plan.draw(now, well.get(random.nextInt(well.size()))));
            }
            at = at.plus(plan.gap(every));
        }
        return faults;
    }

    static boolean isBroker(String member) {
        return member.startsWith("broker");
    }

    private Fault draw(Duration at, String member) {
        Fault.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Fault fault = new Fault(at, kind, member, away(kind));
        Duration recovered = at.plus(fault.away()).plus(isBroker(member) ? BROKER_RECOVERY : RECOVERY);
        busyUntil.put(member, recovered);
        if (isBroker(member)) {
            brokersBusyUntil = recovered;
        }
        return fault;
    }

    private Duration away(Fault.Kind kind) {
        if (kind == Fault.Kind.SUSPEND) {
            return upTo(SUSPENSION_MAX);
        }
        return random.nextInt(6) == 0 ? upTo(AWAY_LONG) : upTo(AWAY_BRIEF);
    }

    private boolean wellAt(String member, Duration at) {
        Duration until = busyUntil.getOrDefault(member, Duration.ZERO);
        return until.compareTo(at) <= 0 && (!isBroker(member) || brokersBusyUntil.compareTo(at) <= 0);
    }

    private Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis()));
    }

    private Duration gap(Duration every) {
        return Duration.ofMillis(Math.max(1, (long) (-Math.log(1 - random.nextDouble()) * every.toMillis())));
    }
}
