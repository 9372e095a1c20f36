// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.json.Times;
import io.jobstream.schemas.AttemptStatus;
import io.jobstream.schemas.ConcurrencyGroup;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.NeedsCondition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What holds a job itself, whatever runners there are: its needs, a back-off, its tenant's limit, its group's. */
final class GateReasons {
    private static final int HOLDERS_SHOWN_MAX = 10;

    private final Jobs jobs;
    private final Fleet fleet;

    GateReasons(Jobs jobs, Fleet fleet) {
        this.jobs = jobs;
        this.fleet = fleet;
    }

    /** Of a job that is WAITING. */
    ObjectNode ofWaiting(JobStatus job) {
        Instant until = job.getDelayedUntil();
        return until == null ? needs(job) : backOff(job, until);
    }

    /** Of a job that is QUEUED; empty when it waits for a runner only. */
    Optional<ObjectNode> ofQueued(JobStatus job) {
        return quota(job).or(() -> group(job));
    }

    private ObjectNode needs(JobStatus job) {
        NeedsCondition condition =
                Objects.requireNonNullElse(job.getSpec().getNeedsCondition(), NeedsCondition.SUCCESS);
        ArrayNode needs = JsonNodeFactory.instance.arrayNode();
        String names = shown(job.getWaitingForNeeds(), needs);
        String text =
                switch (condition) {
                    case SUCCESS -> "It waits for " + names + " to succeed.";
                    case FAILURE -> "It waits for " + names + " to end, and runs if one of those it needs has failed.";
                    default -> "It waits for " + names + " to end, in whatever way.";
                };
        ObjectNode reason = WaitingReasons.reason("NEEDS", text).put("needsCondition", condition.name());
        reason.set("needs", needs);
        return reason;
    }

    private static ObjectNode backOff(JobStatus job, Instant until) {
        String ended = job.getAttempts().stream()
                .reduce((before, after) -> after)
                .map(GateReasons::ended)
                .orElse("An attempt failed");
        return WaitingReasons.reason("BACK_OFF", ended + "; it is tried again at " + Times.rfc3339(until) + ".")
                .put("until", Times.rfc3339(until));
    }

    private static String ended(AttemptStatus attempt) {
        String how = attempt.getOutcome() == null ? " was lost" : " failed";
        String status = attempt.getExitCode() == null ? "" : " with exit status " + attempt.getExitCode();
        return "Attempt " + attempt.getAttempt() + how + status;
    }

    private Optional<ObjectNode> quota(JobStatus job) {
        String tenant = job.getSpec().getTenant();
        Integer most = fleet.slotsMax(job.getPool(), tenant).orElse(null);
        int taken = fleet.slots(job.getPool(), tenant);
        return most == null || taken < most
                ? Optional.empty()
                : Optional.of(WaitingReasons.reason(
                        "QUOTA",
                        "Tenant " + tenant + " has " + taken + " slots of pool " + Fleet.inWords(job.getPool())
                                + ", of at most "
                                + most + "."));
    }

    private Optional<ObjectNode> group(JobStatus job) {
        ConcurrencyGroup group = job.getSpec().getConcurrencyGroup();
        if (group == null) {
            return Optional.empty();
        }
        GroupHolders.Held held = jobs.holders(GroupKey.of(job, group), HOLDERS_SHOWN_MAX);
        if (held.count() < group.getLimit()) {
            return Optional.empty();
        }
        ArrayNode holders = JsonNodeFactory.instance.arrayNode();
        String names = shown(held.jobIds(), holders);
        int others = held.count() - held.jobIds().size();
        ObjectNode reason = WaitingReasons.reason(
                        "GROUP",
                        "Concurrency group " + group.getName() + " is full (" + held.count() + " of at most "
                                + group.getLimit() + "): " + names + (others > 0 ? " and " + others + " more." : "."))
                .put("group", group.getName())
                .put("limit", group.getLimit())
                .put("held", held.count());
        reason.set("holders", holders);
        return Optional.of(reason);
    }

    /** Adds jobs to an array, and gives their names as a text. */
    private String shown(List<String> jobIds, ArrayNode array) {
        return jobIds.stream()
                .map(id -> {
                    ObjectNode shown = array.addObject().put("jobId", id);
                    Optional<JobStatus> known = jobs.find(id);
                    String name = known.map(job -> job.getSpec().getName()).orElse(id);
                    known.ifPresent(job ->
                            shown.put("name", name).put("state", job.getState().name()));
                    return name;
                })
                .collect(Collectors.joining(", "));
    }
}
