// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.HeldAttempt;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobStatus;
import io.jobstream.streams.jobs.LoggedEvent;
import io.jobstream.streams.testing.Beats;
import io.jobstream.streams.testing.Facts;
import io.jobstream.topics.Topic;
import io.jobstream.topics.TrustedRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** A fold, the log it reads, and all it stated. */
final class FoldFixture {
    static {
        TrustedRecords.trust();
    }

    final Facts facts = new Facts("pool");
    final InMemoryViews views = new InMemoryViews();
    private final List<Statement<?>> stated = new ArrayList<>();
    private StatusFold fold = new StatusFold(views);
    private long offset;

    void happen(JobEvent... events) {
        happen(List.of(events));
    }

    void happen(List<JobEvent> events) {
        events.forEach(event -> stated.addAll(fold.happened(new LoggedEvent(event, offset++, event.getAt()))));
    }

    /** The last fact is read once more, as it stands. */
    void repeat(JobEvent event) {
        stated.addAll(fold.happened(new LoggedEvent(event, offset - 1, event.getAt())));
    }

    void beat(String runnerId, HeldAttempt... held) {
        stated.addAll(fold.heard(Beats.beat("pool", runnerId, held), facts.now()));
    }

    void tickAfter(Duration time) {
        facts.later(time);
        stated.addAll(fold.heard(Beats.tick(), facts.now()));
    }

    /** As after an abort or a move to another process: all that is left is what the stores hold. */
    void restart() {
        fold = new StatusFold(views);
    }

    /** What was stated on a topic since the last call for it. */
    <T extends SpecificRecord> List<T> take(Topic<T> topic) {
        List<T> taken = new ArrayList<>();
        stated.removeIf(statement -> {
            boolean matches = statement.topic().equals(topic);
            if (matches && statement.record() != null) {
                taken.add(topic.type().cast(statement.record()));
            }
            return matches;
        });
        return taken;
    }

    /** The keys of tombstones on a topic; takes nothing. */
    List<String> forgotten(Topic<?> topic) {
        return stated.stream()
                .filter(statement -> statement.topic().equals(topic) && statement.record() == null)
                .map(Statement::key)
                .toList();
    }

    static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    static List<String> states(List<JobStatus> jobs) {
        return jobs.stream().map(job -> job.getState().name()).toList();
    }
}
