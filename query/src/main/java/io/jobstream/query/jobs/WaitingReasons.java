// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.json.Times;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.topics.RequirementSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a job waits, in words and for programs. */
final class WaitingReasons {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final GateReasons gates;
    private final Jobs jobs;
    private final Fleet fleet;

    WaitingReasons(Jobs jobs, Fleet fleet) {
        this.gates = new GateReasons(jobs, fleet);
        this.jobs = jobs;
        this.fleet = fleet;
    }

    /** Empty for a job that does not wait. */
    Optional<ObjectNode> of(JobStatus job, Instant now) {
        JobState state = job.getState();
        if (job.getObserved() != null) {
            return elsewhere(job);
        } else if (state == JobState.ACCEPTED) {
            return Optional.of(
                    reasons(reason("NOT_SCHEDULED_YET", "It is durable; the scheduler has not decided about it yet.")));
        } else if (state == JobState.WAITING) {
            return Optional.of(reasons(gates.ofWaiting(job)));
        } else if (state == JobState.QUEUED) {
            return Optional.of(queued(job, now));
        }
        return Optional.empty();
    }

    /** What it waits for is known to who runs it. */
    private static Optional<ObjectNode> elsewhere(JobStatus job) {
        String provider = job.getObserved().getProvider();
        if (job.getState() == JobState.WAITING) {
            return Optional.of(reasons(reason(
                    "ELSEWHERE", "It waits for other jobs, an approval or a person, as " + provider + " says.")));
        } else if (job.getState() == JobState.QUEUED) {
            return Optional.of(reasons(reason("ELSEWHERE", "It waits for a runner of " + provider + ".")));
        }
        return Optional.empty();
    }

    private ObjectNode queued(JobStatus job, Instant now) {
        Optional<QueueStatus> queue = fleet.queue(job.getPool(), job.getRequirementSet());
        Optional<ObjectNode> gate = gates.ofQueued(job);
        ObjectNode waiting = gate.or(() -> queue.map(found -> reason(job, found)))
                .map(found -> reasons(found))
                .orElseGet(() -> reasons());
        Turn turn = Turn.of(job);
        if (turn != null) {
            int place = jobs.place(turn);
            waiting.put("place", place);
            if (gate.isEmpty()) {
                queue.flatMap(found -> expectedWait(job, found, place))
                        .ifPresent(wait -> waiting.put("expectedStartAt", Times.rfc3339(now.plus(wait))));
            }
        }
        queue.ifPresent(found -> {
            waiting.put("queued", found.getQueued())
                    .put("matchingRunners", found.getMatchingRunners())
                    .put("freeSlots", found.getFreeSlots());
            Instant oldest = found.getOldestQueuedAt();
            if (oldest != null) {
                waiting.put("oldestQueuedAt", Times.rfc3339(oldest));
                waiting.put(
                        "oldestWaitMillis",
                        Math.max(0, Duration.between(oldest, now).toMillis()));
            }
        });
        return waiting;
    }

    /** Until the slots that jobs of its labels have, or could have, have come to its place; empty when nobody knows. */
    private Optional<Duration> expectedWait(JobStatus job, QueueStatus queue, int place) {
        if (queue.getFreeSlots() >= place) {
            return Optional.of(Duration.ZERO);
        }
        return fleet.demand(job.getPool(), job.getRequirementSet())
                .filter(demand -> queue.getReason() == QueueReason.RUNNERS_BUSY)
                .filter(demand -> demand.getExpectedMillis() != null)
                .map(demand -> {
                    long slots = Math.max(1, demand.getSlotsTaken() + queue.getFreeSlots());
                    return Duration.ofMillis(place * demand.getExpectedMillis() / slots);
                });
    }

    private ObjectNode reason(JobStatus job, QueueStatus queue) {
        QueueReason reason = queue.getReason();
        if (reason == QueueReason.NO_MATCHING_RUNNER) {
            return noMatch(job, queue);
        } else if (reason == QueueReason.RUNNERS_BUSY) {
            return reason(
                    reason.name(),
                    "All " + queue.getMatchingRunners() + " matching runners are busy; " + queue.getQueued()
                            + " jobs ask for the same.");
        } else if (reason == QueueReason.RUNNERS_UNAVAILABLE) {
            return reason(reason.name(), "Every matching runner is draining, deaf or lost.");
        }
        return reason(QueueReason.NONE.name(), "Nothing holds it: it is about to be assigned.");
    }

    private ObjectNode noMatch(JobStatus job, QueueStatus queue) {
        List<String> missing = queue.getMissingLabels();
        Set<String> existing = fleet.labels(job.getPool());
        StringBuilder text = new StringBuilder("No runner of pool " + Fleet.inWords(job.getPool()));
        if (existing.isEmpty() || missing.isEmpty()) {
            text.append(" matches: ").append(existing.isEmpty() ? "it has none." : "none has all of that together.");
        } else {
            RequirementSet lacks = RequirementSet.parse(String.join(",", missing));
            List<String> all = new ArrayList<>(lacks.labels());
            lacks.resources()
                    .forEach((name, count) ->
                            all.add(count + " of " + name + ", but at most " + fleet.most(job.getPool(), name)));
            text.append(" has ").append(String.join(", ", all)).append('.');
        }
        ObjectNode reason = NODES.objectNode();
        ObjectNode meant = NODES.objectNode();
        missing.forEach(label -> NearestLabel.of(label, existing).ifPresent(near -> {
            meant.put(label, near);
            text.append(" Did you mean ")
                    .append(near)
                    .append(" for ")
                    .append(label)
                    .append('?');
        }));
        reason.put("reason", queue.getReason().name()).put("text", text.toString());
        missing.forEach(reason.withArray("missingLabels")::add);
        queue.getNearestLabels().forEach(reason.withArray("nearestLabels")::add);
        if (!meant.isEmpty()) {
            reason.set("didYouMean", meant);
        }
        return reason;
    }

    private static ObjectNode reasons(ObjectNode... reasons) {
        ObjectNode waiting = NODES.objectNode();
        ArrayNode array = waiting.putArray("reasons");
        for (ObjectNode reason : reasons) {
            array.add(reason);
        }
        return waiting;
    }

    static ObjectNode reason(String reason, String text) {
        return NODES.objectNode().put("reason", reason).put("text", text);
    }
}
