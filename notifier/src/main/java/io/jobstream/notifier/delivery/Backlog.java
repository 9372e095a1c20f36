// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.schemas.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What one receiver still has to be told, in the order it was read. Of an incident only the oldest one is ever due. */
final class Backlog {
    private final int sizeMax;
    private final List<Waiting> waiting = new ArrayList<>();

    Backlog(int sizeMax) {
        this.sizeMax = sizeMax;
    }

    /** One notification, where it was read, and how its delivery stands. */
    record Waiting(int partition, long offset, Notification notification, Standing standing) {}

    boolean full() {
        return waiting.size() >= sizeMax;
    }

    void add(Waiting added) {
        waiting.add(added);
    }

    /** The first one whose time has come. */
    Optional<Waiting> due(Instant now) {
        return heads().stream()
                .filter(head -> !head.standing().at().isAfter(now))
                .findFirst();
    }

    /** When the next one is due; empty when nothing waits. */
    Optional<Instant> nextDue() {
        return heads().stream().map(head -> head.standing().at()).min(Instant::compareTo);
    }

    /** Takes in how an attempt ended: a settled one is no longer waiting. */
    void update(Waiting attempted, Standing standing) {
        int index = waiting.indexOf(attempted);
        if (standing.settled()) {
            waiting.remove(index);
        } else {
            waiting.set(
                    index, new Waiting(attempted.partition(), attempted.offset(), attempted.notification(), standing));
        }
    }

    /** The oldest one of a partition, before which everything is settled. */
    OptionalLong oldest(int partition) {
        return waiting.stream()
                .filter(one -> one.partition() == partition)
                .mapToLong(Waiting::offset)
                .min();
    }

    /** Forgets what another copy delivers from now on. */
    void drop(Collection<Integer> partitions) {
        waiting.removeIf(one -> partitions.contains(one.partition()));
    }

    private List<Waiting> heads() {
        Set<String> incidents = new HashSet<>();
        return waiting.stream()
                .filter(one -> incidents.add(one.notification().getIncidentId()))
                .toList();
    }
}
