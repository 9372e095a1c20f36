// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.schemas.Outcome;
import io.jobstream.schemas.Settlement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads {@code ci.job.events} in order and notes whatever a reader was promised never to see. */
final class LogCheck {
    final Map<String, JobStory> jobs = new LinkedHashMap<>();
    final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<String, Position> inputs = new HashMap<>();

    private record Position(long offset, int index) {}

    static LogCheck of(List<TopicReader.Entry<JobEvent>> events) {
        LogCheck check = new LogCheck();
        events.forEach(check::read);
        return check;
    }

    long attempts() {
        return jobs.values().stream().mapToLong(story -> story.leases.size()).sum();
    }

    Map<Outcome, Long> outcomes() {
        return jobs.values().stream()
                .flatMap(story -> story.settlements.stream())
                .collect(Collectors.groupingBy(Settlement::getOutcome, TreeMap::new, Collectors.counting()));
    }

    Map<String, Long> leaseEnds() {
        return jobs.values().stream()
                .flatMap(story -> story.leases.stream())
                .collect(Collectors.groupingBy(
                        lease -> String.valueOf(lease.endReason), TreeMap::new, Collectors.counting()));
    }

    private void read(TopicReader.Entry<JobEvent> entry) {
        JobEvent event = entry.value();
        checkOnce(entry);
        switch (event.getType()) {
            case JOB_ADMITTED -> admitted(entry);
            case JOB_QUEUED -> of(entry, story -> queued(entry, story));
            case LEASE_GRANTED -> of(entry, story -> granted(entry, story));
            case LEASE_ACCEPTED ->
                leased(entry, (story, lease) -> {
                    check(entry, lease.acceptedAt == null, "accepted twice");
                    lease.acceptedAt = entry.stamp();
                });
            case ATTEMPT_ENDED ->
                leased(entry, (story, lease) -> {
                    check(entry, lease.acceptedAt != null, "ended before it was accepted");
                    lease.takesSlot = false;
                });
            case RESULT_ACCEPTED ->
                leased(entry, (story, lease) -> {
                    check(
                            entry,
                            lease.acceptedAt != null && !lease.resulted,
                            "a result without an acceptance, or a second");
                    lease.resulted = true;
                    story.results.add(event.getResult());
                });
            case LEASE_ENDED ->
                leased(entry, (story, lease) -> {
                    lease.endedAt = entry.stamp();
                    lease.endReason = event.getLeaseEnd().getReason();
                });
            case JOB_SETTLED -> of(entry, story -> settled(entry, story));
            case RUNNER_JOINED, RUNNER_CHANGED ->
                slots.put(event.getSessionId(), event.getRunner().getSlots());
            default -> {}
        }
    }

    /**
     * The facts of an input are there once and in order, and so are inputs of a partition; not every fact is logged.
     */
    private void checkOnce(TopicReader.Entry<JobEvent> entry) {
        InputPosition input = entry.value().getInput();
        Position position = new Position(input.getOffset(), entry.value().getIndex());
        Position before = inputs.put(input.getTopic() + "/" + input.getPartition() + "/" + entry.partition(), position);
        boolean later = before == null
                || position.offset() > before.offset()
                || (position.offset() == before.offset() && position.index() > before.index());
        check(entry, later, "its input was decided before: after " + before);
    }

    private void admitted(TopicReader.Entry<JobEvent> entry) {
        JobStory before = jobs.putIfAbsent(
                entry.value().getJobId(),
                new JobStory(entry.value().getAdmission().getSpec()));
        check(entry, before == null, "admitted twice");
    }

    private void queued(TopicReader.Entry<JobEvent> entry, JobStory story) {
        check(entry, story.live().isEmpty(), "queued while a lease lives");
        checkNeeds(entry, story);
    }

    private void granted(TopicReader.Entry<JobEvent> entry, JobStory story) {
        JobEvent event = entry.value();
        check(entry, story.live().isEmpty(), "two live leases");
        check(entry, event.getAttempt() == story.leases.size() + 1, "attempts are not counted by one");
        checkNeeds(entry, story);
        story.leases.add(new JobStory.Lease(event.getAttempt(), event.getSessionId(), entry.stamp()));
        long taken = jobs.values().stream()
                .flatMap(job -> job.live().stream())
                .filter(lease -> lease.takesSlot && lease.session.equals(event.getSessionId()))
                .count();
        check(entry, taken <= slots.getOrDefault(event.getSessionId(), 0), "more leases than slots: " + taken);
    }

    private void checkNeeds(TopicReader.Entry<JobEvent> entry, JobStory story) {
        for (String need : story.spec.getNeeds()) {
            JobStory needed = jobs.get(need);
            boolean succeeded = needed != null
                    && needed.settled()
                    && needed.settlements.get(0).getOutcome() == Outcome.SUCCEEDED;
            check(entry, succeeded, "goes on before what it needs has succeeded");
        }
    }

    private void settled(TopicReader.Entry<JobEvent> entry, JobStory story) {
        check(entry, story.live().isEmpty(), "settled while a lease lives");
        story.settlements.add(entry.value().getSettlement());
        Outcome outcome = entry.value().getSettlement().getOutcome();
        boolean agrees = story.results.isEmpty()
                ? outcome != Outcome.SUCCEEDED && outcome != Outcome.FAILED
                : story.results.size() == 1 && story.results.get(0).getOutcome() == outcome;
        check(entry, agrees, "its outcome is not what its results say: " + story.results);
        if (outcome == Outcome.ABANDONED) {
            long lost = story.leases.stream().filter(JobStory.Lease::lost).count();
            check(entry, lost == story.spec.getMaxAttempts(), "abandoned after " + lost + " lost attempts");
        }
    }

    private void leased(TopicReader.Entry<JobEvent> entry, LeaseFact fact) {
        JobEvent event = entry.value();
        of(entry, story -> {
            JobStory.Lease lease = story.live().orElse(null);
            boolean holds =
                    lease != null && lease.attempt == event.getAttempt() && lease.session.equals(event.getSessionId());
            check(entry, holds, "holds no lease");
            if (lease != null && holds) {
                fact.read(story, lease);
            }
        });
    }

    private void of(TopicReader.Entry<JobEvent> entry, Consumer<JobStory> fact) {
        JobStory story = jobs.get(entry.value().getJobId());
        boolean known = story != null && !story.settled();
        check(entry, known, story == null ? "never admitted" : "goes on after its settlement");
        if (story != null && (known || entry.value().getType() == JobEventType.JOB_SETTLED)) {
            fact.accept(story);
        }
    }

    private void check(TopicReader.Entry<JobEvent> entry, boolean holds, String violation) {
        if (!holds) {
            violations.add(violation + ": offset " + entry.offset() + " of partition " + entry.partition() + ": "
                    + entry.value());
        }
    }

    @FunctionalInterface
    private interface LeaseFact {
        void read(JobStory story, JobStory.Lease lease);
    }
}
