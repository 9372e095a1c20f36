// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.Scheduler;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.simulation.Broker.Entry;
import io.jobstream.streams.scheduling.simulation.Broker.Topic;
import io.jobstream.streams.scheduling.state.InMemoryStorage;
import io.jobstream.streams.scheduling.state.SchedulingState;
import io.jobstream.streams.scheduling.state.StateContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The scheduler's process: reads topics in any order, decides in transactions, aborts, restarts, reads again. */
final class SimulatedScheduler {
    private static final int STEPS_MAX = 1_000;

    /** What versions of the scheduler decide by: they wait for other times, and see jobs raised otherwise. */
    private static final List<SchedulingPolicy> VERSIONS =
            List.of(policy(TurnBook.RAISE_AFTER, 7_000), policy(TurnBook.RAISE_AFTER.dividedBy(2), 4_000));

    private final Agenda agenda;
    private final Broker broker;
    private final Books books;
    private final Consumer<Assignment> reader;
    private final InMemoryStorage storage = new InMemoryStorage();
    private final Map<Topic, Integer> committed = new EnumMap<>(Topic.class);
    private final Map<Topic, Integer> positions = new EnumMap<>(Topic.class);
    private final List<Fact> logged = new ArrayList<>();
    private SchedulingPolicy policy = VERSIONS.get(0);
    private SchedulingState state = new SchedulingState(storage, policy);
    private Scheduler scheduler = new Scheduler(state, policy);

    SimulatedScheduler(Agenda agenda, Broker broker, Books books, Consumer<Assignment> reader) {
        this.agenda = agenda;
        this.broker = broker;
        this.books = books;
        this.reader = reader;
        state.rebuild();
    }

    /** Reads some inputs; commits what it decided, or not. */
    void transaction(double abortChance) {
        List<Decided> batch = new ArrayList<>();
        for (int count = agenda.between(1, 12); count > 0; count--) {
            Entry entry = next();
            if (entry == null) {
                break;
            }
            if (!state.decided(entry.topic().name(), entry.offset())) {
                batch.add(new Decided(entry, decide(entry)));
                state.finish(entry.topic().name(), entry.offset());
            }
        }
        if (!batch.isEmpty() && agenda.chance(abortChance)) {
            storage.abort();
            positions.clear();
            positions.putAll(committed);
            state.rebuild();
            books.rebuilt(policy.raiseAfter());
        } else {
            commit(batch);
        }
    }

    /**
     * Another copy takes over: nothing is left but the store. While a new version is rolled out it may be of either.
     */
    void restart() {
        policy = VERSIONS.get(agenda.between(0, VERSIONS.size() - 1));
        state = new SchedulingState(storage, policy);
        scheduler = new Scheduler(state, policy);
        state.rebuild();
        books.rebuilt(policy.raiseAfter());
    }

    void resetOffsets() {
        for (Topic topic : Topic.values()) {
            int back = Math.max(0, committed.getOrDefault(topic, 0) - agenda.between(0, 30));
            committed.put(topic, back);
            positions.put(topic, back);
        }
    }

    /** What was decided by whichever version leads to the same state in each. */
    void checkReplay() {
        for (SchedulingPolicy version : VERSIONS) {
            SchedulingState replayed = new SchedulingState(new InMemoryStorage(), version);
            replayed.rebuild();
            logged.forEach(replayed::apply);
            check("replayed", StateContents.of(replayed));
            SchedulingState rebuilt = new SchedulingState(storage.copy(), version);
            rebuilt.rebuild();
            check("rebuilt", StateContents.of(rebuilt));
        }
    }

    private void check(String how, StateContents other) {
        StateContents own = StateContents.of(state);
        Violation.unless(other.equals(own), Rule.REPLAY, how + "\n" + other + "\nis not\n" + own);
    }

    private void commit(List<Decided> batch) {
        storage.commit();
        committed.putAll(positions);
        for (Decided decided : batch) {
            books.decided(decided.entry(), decided.facts());
            for (Fact fact : decided.facts()) {
                if (!(fact instanceof Fact.Internal)) {
                    logged.add(fact);
                }
                Assignment.of(fact).ifPresent(reader);
            }
        }
    }

    private @Nullable Entry next() {
        List<Topic> unread = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (positions.getOrDefault(topic, 0) < broker.log(topic).size()) {
                unread.add(topic);
            }
        }
        if (unread.isEmpty()) {
            return null;
        }
        Topic topic = unread.get(agenda.between(0, unread.size() - 1));
        int position = positions.getOrDefault(topic, 0);
        positions.put(topic, position + 1);
        return broker.log(topic).get(position);
    }

    private List<Fact> decide(Entry entry) {
        List<Fact> facts = new ArrayList<>(scheduler.decide(entry.input()));
        facts.forEach(state::apply);
        String pool = entry.pool();
        Collection<String> pools = pool == null ? state.pools() : List.of(pool);
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            List<Fact> more = scheduler.proceed(pools);
            if (more.isEmpty()) {
                return facts;
            }
            more.forEach(state::apply);
            facts.addAll(more);
        }
        throw new Violation(Rule.EVERYTHING_SETTLES, "no rest after " + STEPS_MAX + " steps");
    }

    private static SchedulingPolicy policy(Duration raiseAfter, long acceptWithinMillis) {
        SchedulingPolicy usual = SchedulingPolicy.DEFAULT;
        return new SchedulingPolicy(
                Duration.ofMillis(acceptWithinMillis),
                usual.lease(),
                usual.clockMargin(),
                usual.gapMin(),
                usual.resultWithin(),
                usual.timeLimitGrace(),
                usual.cancellationKept(),
                usual.settledKept(),
                usual.runnerKept(),
                raiseAfter,
                TurnBook.LIMITS,
                usual.requestBytesMax(),
                usual.limits());
    }

    private record Decided(Entry entry, List<Fact> facts) {}
}
