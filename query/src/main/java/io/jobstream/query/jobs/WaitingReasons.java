// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.json.Times;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.QueueReason;
import io.jobstream.schemas.QueueStatus;
import io.jobstream.schemas.TenantPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a job waits, in words and for programs. */
final class WaitingReasons {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Jobs jobs;
    private final Fleet fleet;

    WaitingReasons(Jobs jobs, Fleet fleet) {
        this.jobs = jobs;
        this.fleet = fleet;
    }

    /** Empty for a job that does not wait. */
    Optional<ObjectNode> of(JobStatus job, Instant now) {
        JobState state = job.getState();
        if (state == JobState.ACCEPTED) {
            return Optional.of(
                    reasons(reason("NOT_SCHEDULED_YET", "It is durable; the scheduler has not decided about it yet.")));
        } else if (state == JobState.WAITING) {
            Instant until = job.getDelayedUntil();
            return Optional.of(reasons(until == null ? needs(job) : backOff(job, until)));
        } else if (state == JobState.QUEUED) {
            return Optional.of(queued(job, now));
        }
        return Optional.empty();
    }

    private ObjectNode needs(JobStatus job) {
        ArrayNode needs = NODES.arrayNode();
        StringBuilder names = new StringBuilder();
        for (String id : job.getWaitingForNeeds()) {
            ObjectNode need = needs.addObject().put("jobId", id);
            Optional<JobStatus> needed = jobs.find(id);
            String name = needed.map(found -> found.getSpec().getName()).orElse(id);
            needed.ifPresent(found ->
                    need.put("name", name).put("state", found.getState().name()));
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
        ObjectNode reason = reason("NEEDS", "It waits for " + names + " to succeed.");
        reason.set("needs", needs);
        return reason;
    }

    private static ObjectNode backOff(JobStatus job, Instant until) {
        String ended = job.getAttempts().stream()
                .reduce((before, after) -> after)
                .map(WaitingReasons::ended)
                .orElse("An attempt failed");
        return reason("BACK_OFF", ended + "; it is tried again at " + Times.rfc3339(until) + ".")
                .put("until", Times.rfc3339(until));
    }

    private static String ended(AttemptStatus attempt) {
        String how = attempt.getOutcome() == null ? " was lost" : " failed";
        String status = attempt.getExitCode() == null ? "" : " with exit status " + attempt.getExitCode();
        return "Attempt " + attempt.getAttempt() + how + status;
    }

    private ObjectNode queued(JobStatus job, Instant now) {
        Optional<QueueStatus> queue = fleet.queue(job.getPool(), job.getRequirementSet());
        ObjectNode waiting = queue.map(found -> reasons(reason(job, found))).orElseGet(() -> reasons());
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

    private ObjectNode reason(JobStatus job, QueueStatus queue) {
        Optional<ObjectNode> quota = quota(job);
        if (quota.isPresent()) {
            return quota.get();
        }
        QueueReason reason = queue.getReason();
        if (reason == QueueReason.NO_MATCHING_RUNNER) {
            return noMatch(job, queue);
        } else if (reason == QueueReason.RUNNERS_BUSY) {
            return reason(
                    reason.name(),
                    "All " + queue.getMatchingRunners() + " matching runners are busy; " + queue.getQueued()
                            + " jobs wait for the same labels.");
        } else if (reason == QueueReason.RUNNERS_UNAVAILABLE) {
            return reason(reason.name(), "Every matching runner is draining, deaf or lost.");
        }
        return reason(QueueReason.NONE.name(), "Nothing holds it: it is about to be assigned.");
    }

    private Optional<ObjectNode> quota(JobStatus job) {
        String tenant = job.getSpec().getTenant();
        Integer most = fleet.policy(tenant).map(TenantPolicy::getSlotsMax).orElse(null);
        int taken = fleet.slots(job.getPool(), tenant);
        return most == null || taken < most
                ? Optional.empty()
                : Optional.of(reason(
                        "QUOTA",
                        "Tenant " + tenant + " has " + taken + " slots of pool " + job.getPool() + ", of at most "
                                + most + "."));
    }

    private ObjectNode noMatch(JobStatus job, QueueStatus queue) {
        List<String> missing = queue.getMissingLabels();
        Set<String> existing = fleet.labels(job.getPool());
        StringBuilder text = new StringBuilder("No runner of pool " + job.getPool());
        text.append(
                existing.isEmpty() || missing.isEmpty()
                        ? " matches: " + (existing.isEmpty() ? "it has none." : "none has all the labels together.")
                        : " has " + String.join(", ", missing) + ".");
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

    private static ObjectNode reason(String reason, String text) {
        return NODES.objectNode().put("reason", reason).put("text", text);
    }
}
