// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.query.json.Times;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The log of one job as it is written, ended when the job is over and its last chunk was sent. */
final class LogStream implements FrameSource {
    private final Uuid topicId;
    private final Follower<LogPart> follower;
    private final Story story;
    private final Deque<byte[]> opening = new ArrayDeque<>();
    private int attempt;
    private Utf8Text text;
    private boolean lastSeen;
    private boolean ended;

    /**
     * What is known of the job beside its log.
     *
     * @param over whether no more is to come, but what is on its way
     * @param lastAttempt the attempt whose last chunk ends the log; empty when nothing ran
     * @param summary how it ended
     * @param snapshot what a client that has to begin again is told
     * @param begin where the log begins, for such a client
     */
    record Story(
            Grace over,
            Supplier<OptionalInt> lastAttempt,
            Supplier<ObjectNode> summary,
            Supplier<ObjectNode> snapshot,
            Supplier<long[]> begin) {}

    LogStream(Uuid topicId, Follower<LogPart> follower, Story story, byte[] rest) {
        this.topicId = topicId;
        this.follower = follower;
        this.story = story;
        // The rest of an id: the attempt in one byte, then the bytes of a character that was cut.
        this.attempt = rest.length == 0 ? 0 : rest[0];
        this.text = new Utf8Text(rest.length == 0 ? rest : java.util.Arrays.copyOfRange(rest, 1, rest.length));
        opening.add(Frames.opening());
    }

    LogStream beginAgain(long[] positions) {
        follower.restart(positions);
        attempt = 0;
        text = new Utf8Text(new byte[0]);
        lastSeen = false;
        opening.add(Frames.event("reset", id(), story.snapshot().get()));
        return this;
    }

    @Override
    public byte @Nullable [] next() {
        if (!opening.isEmpty() || ended) {
            return opening.poll();
        }
        Entry<LogPart> entry = follower.next();
        if (entry != null) {
            return log(entry.value());
        }
        if (follower.lost()) {
            return beginAgain(story.begin().get()).next();
        }
        if (follower.live() && isOver()) {
            ended = true;
            return Frames.event("end", id(), story.summary().get());
        }
        return null;
    }

    @Override
    public boolean ended() {
        return ended && opening.isEmpty();
    }

    @Override
    public byte[] heartbeat() {
        return Frames.heartbeat(opening.isEmpty() ? id() : null);
    }

    private boolean isOver() {
        if (!story.over().isOver()) {
            return false;
        }
        OptionalInt last = story.lastAttempt().get();
        return last.isEmpty()
                || (lastSeen && attempt == last.getAsInt())
                || story.over().passed();
    }

    private byte[] log(LogPart part) {
        if (part.attempt() != attempt) {
            attempt = part.attempt();
            text = new Utf8Text(new byte[0]);
        }
        lastSeen = part.last();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("attempt", part.attempt())
                .put("sequence", part.sequence())
                .put("at", Times.rfc3339(part.at()))
                .put("text", text.decode(part.content(), part.last()));
        return Frames.event("log", id(), data);
    }

    private String id() {
        byte[] carried = text.carried();
        byte[] rest = new byte[1 + carried.length];
        rest[0] = (byte) attempt;
        System.arraycopy(carried, 0, rest, 1, carried.length);
        return new EventId(topicId, follower.positions(), rest).text();
    }
}
