// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.schemas.JobEventType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Facts as they are decided. Begins with what is known now, as {@code snapshot}; when a client cannot go on where it
 * was, what is known now comes as {@code reset}. Facts that the snapshot has already may follow it; none is left out.
 */
final class FactStream implements FrameSource {
    private final Uuid topicId;
    private final Follower<Fact> follower;
    private final Supplier<Snapshot> snapshots;
    private final Grace over;
    private final Deque<byte[]> opening = new ArrayDeque<>();
    private boolean ended;

    /**
     * What is known.
     *
     * @param positions where the facts that it may lack begin
     * @param over whether nothing will follow
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Snapshot(Object data, long[] positions, boolean over) {}

    FactStream(Uuid topicId, Follower<Fact> follower, Supplier<Snapshot> snapshots, Grace over) {
        this.topicId = topicId;
        this.follower = follower;
        this.snapshots = snapshots;
        this.over = over;
        opening.add(Frames.opening());
    }

    /** Says what is known before anything else; {@code event} is {@code snapshot} or {@code reset}. */
    FactStream beginWith(String event) {
        Snapshot snapshot = snapshots.get();
        follower.restart(snapshot.positions());
        opening.add(Frames.event(event, id(), snapshot.data()));
        if (snapshot.over()) {
            end();
        }
        return this;
    }

    @Override
    public byte @Nullable [] next() {
        if (!opening.isEmpty() || ended) {
            return opening.poll();
        }
        Entry<Fact> entry = follower.next();
        if (entry == null) {
            if (follower.lost()) {
                beginWith("reset");
            } else if (follower.live() && over.passed()) {
                end();
            }
            return opening.poll();
        }
        if (over.mayPass() && entry.value().type() == JobEventType.JOB_SETTLED) {
            end();
        }
        return entry.value().frame(topicId, follower.positions());
    }

    @Override
    public boolean ended() {
        return ended && opening.isEmpty();
    }

    @Override
    public byte[] heartbeat() {
        return Frames.heartbeat(opening.isEmpty() ? id() : null);
    }

    private void end() {
        ended = true;
        opening.add(Frames.event("end", null, "{}"));
    }

    private String id() {
        return new EventId(topicId, follower.positions(), new byte[0]).text();
    }
}
