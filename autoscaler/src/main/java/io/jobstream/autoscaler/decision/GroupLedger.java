// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.decision;

import io.jobstream.schemas.RunnerState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What was done for a group and does not show in the statuses yet. Time is told. */
public final class GroupLedger {
    static final Duration SHOWS_WITHIN = Duration.ofMinutes(2);
    static final Duration BACKOFF_MIN = Duration.ofSeconds(10);
    static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
    private static final Duration REPEATED_AFTER = Duration.ofSeconds(30);
    private static final int DOUBLED_MAX = 5;

    private final Map<String, Instant> launches = new TreeMap<>();
    /** Those that did not show in time. */
    private final Map<String, Instant> unseen = new HashMap<>();

    private final Map<String, Instant> drains = new HashMap<>();
    private final Map<String, Instant> stops = new HashMap<>();
    private int failures;
    private Instant notBefore = Instant.MIN;

    /** A runner is being started. */
    public void launched(String runner, Instant now) {
        launches.put(runner, now);
    }

    /** A runner that was being started will not come. Those that fail together count as one failure. */
    public void failed(String runner, Instant now) {
        if (launches.remove(runner) != null && !now.isBefore(notBefore)) {
            failures++;
            Duration pause = BACKOFF_MIN.multipliedBy(1L << Math.min(DOUBLED_MAX, failures - 1));
            notBefore = now.plus(pause.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : pause);
        }
    }

    /** Takes note of who has shown, and answers who has not in time. */
    public List<String> look(List<SeenRunner> own, Instant now) {
        Set<String> names = new HashSet<>();
        Set<String> sessions = new HashSet<>();
        for (SeenRunner runner : own) {
            names.add(runner.name());
            sessions.add(runner.session());
            unseen.remove(runner.name());
            if (launches.remove(runner.name()) != null) {
                failures = 0;
            }
            if (!runner.is(RunnerState.LEFT)) {
                // It is back, and leaves once more some day.
                stops.remove(runner.name());
            }
        }
        stops.keySet().retainAll(names);
        drains.keySet().retainAll(sessions);
        List<String> late = launches.entrySet().stream()
                .filter(launch -> !launch.getValue().plus(SHOWS_WITHIN).isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(runner -> {
            unseen.put(runner, Objects.requireNonNull(launches.get(runner)));
            failed(runner, now);
        });
        return late;
    }

    /**
     * Statuses are known up to an instant: who was to show before and has not, is not there. Until then it may be, and
     * takes up room.
     */
    public void stated(Instant until) {
        unseen.values().removeIf(launched -> launched.plus(SHOWS_WITHIN).isBefore(until));
    }

    /** Runners that are being started. */
    public Set<String> launching() {
        return Set.copyOf(launches.keySet());
    }

    /** A runner's session is asked to leave. */
    public void asked(SeenRunner runner, Instant now) {
        drains.put(runner.session(), now);
    }

    /** Whether a session was asked to leave just now. */
    public boolean isAsked(SeenRunner runner, Instant now) {
        Instant at = drains.get(runner.session());
        return at != null && at.plus(REPEATED_AFTER).isAfter(now);
    }

    /** Runners that have left and are to be cleaned up after; each is named once, and again when that failed. */
    public List<SeenRunner> toStop(List<SeenRunner> own, Instant now) {
        List<SeenRunner> left = own.stream()
                .filter(runner -> runner.is(RunnerState.LEFT))
                .filter(runner ->
                        !stops.getOrDefault(runner.name(), Instant.MIN).isAfter(now))
                .toList();
        left.forEach(runner -> stops.put(runner.name(), Instant.MAX));
        return left;
    }

    public void stopFailed(String runner, Instant now) {
        stops.replace(runner, now.plus(REPEATED_AFTER));
    }

    /** How many may be there though they have not shown. */
    int unseen() {
        return unseen.size();
    }

    boolean mayLaunch(Instant now) {
        return !now.isBefore(notBefore);
    }
}
