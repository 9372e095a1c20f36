// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import io.jobstream.schemas.JobEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ci.job.events} says of each job, to be held against what jobs left; whether it may, is check's matter.
 */
final class JobStories {
    final Map<String, JobStory> jobs = new LinkedHashMap<>();

    static JobStories of(List<TopicReader.Entry<JobEvent>> events) {
        JobStories stories = new JobStories();
        events.stream().filter(entry -> entry.value().getJobId() != null).forEach(stories::read);
        return stories;
    }

    private void read(TopicReader.Entry<JobEvent> entry) {
        JobEvent event = entry.value();
        if (event.getAdmission() != null) {
            jobs.putIfAbsent(event.getJobId(), new JobStory(event.getAdmission().getSpec()));
        }
        JobStory story = jobs.get(event.getJobId());
        if (story == null) {
            return;
        }
        switch (event.getType()) {
            case LEASE_GRANTED ->
                story.leases.add(new JobStory.Lease(event.getAttempt(), event.getSessionId(), entry.stamp()));
            case LEASE_ACCEPTED -> story.live().ifPresent(lease -> lease.acceptedAt = entry.stamp());
            case LEASE_ENDED ->
                story.live().ifPresent(lease -> {
                    lease.endedAt = entry.stamp();
                    lease.endReason = event.getLeaseEnd().getReason();
                });
            case RESULT_ACCEPTED -> story.results.add(event.getResult());
            case JOB_SETTLED -> story.settlements.add(event.getSettlement());
            default -> {}
        }
    }
}
