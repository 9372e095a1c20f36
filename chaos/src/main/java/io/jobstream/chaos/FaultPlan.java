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
    /** A runner that is stopped for longer than its lease must have lost its jobs. */
    static final Duration SUSPENSION_MAX = Duration.ofSeconds(24);

    private static final Duration AWAY_BRIEF = Duration.ofSeconds(2);
    private static final Duration AWAY_LONG = Duration.ofSeconds(16);

    /** In which a process that is back starts to work. */
    private static final Duration RECOVERY = Duration.ofSeconds(8);

    /** In which a broker that is back catches up. */
    private static final Duration BROKER_RECOVERY = Duration.ofSeconds(20);

    private final RandomGenerator random;
    private final FaultChoice choice;
    private final List<Fault.Kind> kinds;
    private final List<String> members;
    private final Map<String, Duration> busyUntil = new HashMap<>();
    private Duration brokersBusyUntil = Duration.ZERO;

    private FaultPlan(RandomGenerator random, FaultChoice choice, List<String> members) {
        this.random = random;
        this.choice = choice;
        this.kinds = choice.kinds().stream().sorted().toList();
        this.members = members.stream().filter(choice::strikes).toList();
    }

    /**
     * The faults of a run, in their order.
     *
     * @param members names; those that begin with {@code broker} are the brokers
     */
    static List<Fault> of(RandomGenerator random, List<String> members, Duration length, FaultChoice choice) {
        FaultPlan plan = new FaultPlan(random, choice, members);
        return choice.inTurn() ? plan.inTurn(length) : plan.byChance(length);
    }

    private List<Fault> byChance(Duration length) {
        List<Fault> faults = new ArrayList<>();
        for (Duration at = gap(); at.compareTo(length) < 0; at = at.plus(gap())) {
            Duration now = at;
            List<String> well =
                    members.stream().filter(member -> wellAt(member, now)).toList();
            if (!well.isEmpty()) {
                faults.add(draw(now, well.get(random.nextInt(well.size()))));
            }
        }
        return faults;
    }

    private List<Fault> inTurn(Duration length) {
        List<Fault> faults = new ArrayList<>();
        for (Duration at = choice.every();
                at.compareTo(length) < 0 && !members.isEmpty();
                at = at.plus(choice.every())) {
            faults.add(draw(at, members.get(faults.size() % members.size())));
        }
        return faults;
    }

    static boolean isBroker(String member) {
        return member.startsWith("broker");
    }

    private Fault draw(Duration at, String member) {
        Fault.Kind kind = kinds.get(random.nextInt(kinds.size()));
        Fault fault = new Fault(at, kind, member, away(kind));
        Duration recovered = at.plus(fault.away()).plus(isBroker(member) ? BROKER_RECOVERY : RECOVERY);
        busyUntil.put(member, recovered);
        if (isBroker(member)) {
            brokersBusyUntil = recovered;
        }
        return fault;
    }

    private Duration away(Fault.Kind kind) {
        if (choice.away().isPresent()) {
            return choice.away().get();
        }
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

    private Duration gap() {
        return Duration.ofMillis(Math.max(
                1, (long) (-Math.log(1 - random.nextDouble()) * choice.every().toMillis())));
    }
}
