// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.streams.scheduling.decision.Dispatcher;
import io.jobstream.streams.scheduling.decision.Job;
import io.jobstream.streams.scheduling.decision.JobId;
import io.jobstream.streams.scheduling.decision.Labels;
import io.jobstream.streams.scheduling.decision.SchedulingView.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private static final int STEPS = 20_000;

    private final Queues queues = new Queues(Dispatcher.ORDER);
    private final List<Job> waiting = new ArrayList<>();

    @Test
    void hasTheFirstOfEachGroupInOrderWhateverComesAndGoes() {
        Random random = new Random(7);
        for (int step = 0; step < STEPS; step++) {
            if (waiting.isEmpty() || random.nextInt(100) < 51 - step / 1_000) {
                Job job = job(step, random.nextInt(3), random.nextBoolean(), "label-" + random.nextInt(5));
                waiting.add(job);
                queues.add(job);
            } else {
                queues.remove(waiting.remove(random.nextInt(waiting.size())));
            }
            assertThat(queues.all()).containsExactlyElementsOf(searched());
        }
    }

    @Test
    void isNotChangedByTheRemovalOfAJobThatDoesNotWait() {
        Job waits = job(1, 5, false, "label");
        queues.add(waits);

        queues.remove(job(2, 5, false, "label"));
        queues.remove(job(3, 5, false, "other"));

        assertThat(queues.all()).containsExactly(new Queue(waits.labels(), waits));
    }

    /** The same, found by a look at every job. */
    private List<Queue> searched() {
        return waiting.stream()
                .collect(Collectors.groupingBy(Job::labels, Collectors.minBy(Dispatcher.ORDER)))
                .values()
                .stream()
                .map(first -> first.orElseThrow())
                .sorted(Dispatcher.ORDER)
                .map(first -> new Queue(first.labels(), first))
                .toList();
    }

    private static Job job(long position, int priority, boolean front, String label) {
        return new Job(
                new JobId("job-" + position),
                "pool",
                position,
                priority,
                front,
                Labels.of(List.of(label)),
                List.of(),
                List.of(),
                0,
                0,
                3,
                Duration.ofMinutes(1),
                false,
                null);
    }
}
