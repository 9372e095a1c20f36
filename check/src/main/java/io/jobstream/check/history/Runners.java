// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The runners of a partition as its facts tell of them, and how many slots of each session are taken. */
final class Runners {
    /** The scheduler has forgotten who was gone for this long and holds nothing. */
    private static final Duration GONE_MAX = Duration.ofHours(3);

    private static final int SWEEP_EVERY = 100_000;

    private final Map<Name, RunnerStory> runners = new HashMap<>();
    private final Map<String, Integer> slotsTaken = new HashMap<>();
    private final Map<Name, Map<String, Integer>> resourcesTaken = new HashMap<>();
    private int joined;
    private boolean allKnown;

    /** Runners of a log; {@code allKnown} when it is read from its beginning. */
    Runners(boolean allKnown) {
        this.allKnown = allKnown;
    }

    private record Name(String pool, String runnerId) {}

    void happened(CitedFact fact) {
        switch (fact.type()) {
            case RUNNER_JOINED -> joined(fact);
            case RUNNER_CHANGED -> changed(fact);
            case RUNNER_DEAF -> change(fact, runner -> runner.deaf = true);
            case RUNNER_HEARD -> change(fact, runner -> runner.deaf = false);
            case RUNNER_DRAINED -> change(fact, runner -> runner.drained = true);
            case RUNNER_LOST -> change(fact, runner -> runner.lost = true);
            case RUNNER_RETURNED -> change(fact, runner -> runner.lost = false);
            case RUNNER_LEFT -> change(fact, runner -> runner.left = true);
            default -> {}
        }
    }

    /** The runner that a fact names. */
    Optional<RunnerStory> of(CitedFact fact) {
        return Optional.ofNullable(runners.get(name(fact)));
    }

    /** Whether a runner that is not here was never there. */
    boolean allKnown() {
        return allKnown;
    }

    int slotsTaken(String sessionId) {
        return slotsTaken.getOrDefault(sessionId, 0);
    }

    /** What leases of all sessions of a fact's runner leave of its resources. */
    Map<String, Integer> resourcesFree(CitedFact fact, RunnerStory runner) {
        Map<String, Integer> free = new HashMap<>(runner.resources);
        resourcesTaken
                .getOrDefault(name(fact), Map.of())
                .forEach((name, taken) -> free.merge(name, -taken, Integer::sum));
        return free;
    }

    void take(AttemptStory lease) {
        change(lease, 1);
        lease.share.counted += lease.slotsCounted;
        slotsTaken.merge(lease.sessionId, 1, Integer::sum);
        lease.share.running++;
        lease.share.leased++;
        if (lease.group != null) {
            lease.group.held++;
        }
    }

    /** Frees the slot of a lease, once; its tenant has had it since the acceptance. */
    void free(AttemptStory lease, Instant at) {
        if (lease.takesSlot) {
            lease.takesSlot = false;
            lease.share.running--;
            lease.share.counted -= lease.slotsCounted;
            change(lease, -1);
            if (lease.group != null) {
                lease.group.held--;
            }
            if (lease.accepted) {
                lease.share.consume(Duration.between(lease.acceptedAt, at).multipliedBy(lease.slotsCounted));
            }
            slotsTaken.computeIfPresent(lease.sessionId, (session, taken) -> taken == 1 ? null : taken - 1);
        }
    }

    private void change(AttemptStory lease, int step) {
        if (!lease.resources.isEmpty()) {
            Name name = new Name(lease.pool, lease.runnerId);
            Map<String, Integer> taken = resourcesTaken.computeIfAbsent(name, missing -> new HashMap<>());
            lease.resources.forEach((resource, count) -> taken.merge(resource, step * count, Integer::sum));
            taken.values().removeIf(count -> count == 0);
            if (taken.isEmpty()) {
                resourcesTaken.remove(name);
            }
        }
    }

    private void joined(CitedFact fact) {
        runners.put(name(fact), new RunnerStory(fact));
        if (++joined % SWEEP_EVERY == 0) {
            Instant before = fact.event().getAt().minus(GONE_MAX);
            boolean any = runners.values()
                    .removeIf(runner ->
                            runner.gone() && runner.lastAt.isBefore(before) && slotsTaken(runner.sessionId) == 0);
            allKnown &= !any;
        }
    }

    private void changed(CitedFact fact) {
        RunnerStory known = runners.get(name(fact));
        if (known == null) {
            runners.put(name(fact), new RunnerStory(fact));
        } else {
            change(fact, runner -> runner.change(fact.event().getRunner()));
        }
    }

    private void change(CitedFact fact, Consumer<RunnerStory> change) {
        RunnerStory runner = runners.get(name(fact));
        if (runner != null && runner.sessionId.equals(fact.event().getSessionId())) {
            change.accept(runner);
            runner.last = fact.position();
            runner.lastAt = fact.event().getAt();
        }
    }

    private static Name name(CitedFact fact) {
        return new Name(fact.event().getPool(), String.valueOf(fact.event().getRunnerId()));
    }
}
