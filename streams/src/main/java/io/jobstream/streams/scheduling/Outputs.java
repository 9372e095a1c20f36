// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling;

import io.jobstream.clients.AvroCodec;
import io.jobstream.schemas.Grant;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobAssignment;
import io.jobstream.schemas.JobEvent;
import io.jobstream.streams.application.Routed;
import io.jobstream.streams.scheduling.decision.Fact;
import io.jobstream.streams.scheduling.decision.SchedulingPolicy;
import io.jobstream.streams.scheduling.state.SchedulingState;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import io.jobstream.traces.JobTrace;
import io.jobstream.traces.TraceCarriers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Facts as encoded records, ready to be sent. */
final class Outputs {
    private static final Headers NO_HEADERS = new RecordHeaders();

    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final SchedulingState state;
    private final EventRecords events;
    private final AssignmentRecords assignments;

    Outputs(AvroCodec codec, PoolPartitions partitions, SchedulingPolicy policy, SchedulingState state) {
        this.codec = codec;
        this.partitions = partitions;
        this.state = state;
        this.events = new EventRecords(policy);
        this.assignments = new AssignmentRecords(policy, state::payload);
    }

    /** A record and the sink it goes to, which is named as its topic. */
    record Output(String topic, String key, Routed value, Headers headers) {}

    /** Encodes what {@code facts} say; the first of them is number {@code index} of what {@code input} caused. */
    List<Output> of(List<Fact> facts, InputPosition input, int index) {
        List<Output> outputs = new ArrayList<>();
        Instant at = state.now();
        int next = index;
        for (Fact fact : facts) {
            if (fact instanceof Fact.TimeAdvanced advanced) {
                at = advanced.now();
            }
            events.eventOf(fact, at, input, next++).ifPresent(event -> outputs.add(event(event, input.getPartition())));
            assignments.assignmentOf(fact).ifPresent(assignment -> outputs.add(assignment(assignment)));
        }
        return outputs;
    }

    private Output event(JobEvent event, int partition) {
        return new Output(
                Topics.JOB_EVENTS.name(),
                EventRecords.keyOf(event),
                Routed.to(partition, codec.encode(Topics.JOB_EVENTS, event)),
                NO_HEADERS);
    }

    private static Headers headers(@Nullable Grant grant) {
        if (grant == null || grant.getSpec().getCall() == null) {
            return NO_HEADERS;
        }
        Headers headers = new RecordHeaders();
        TraceCarriers.addTo(
                headers, JobTrace.of(grant.getSpec()).job(), grant.getSpec().getCall());
        return headers;
    }

    private Output assignment(JobAssignment assignment) {
        return new Output(
                Topics.JOB_ASSIGNMENTS.name(),
                assignment.getRunnerId(),
                Routed.to(
                        partitions.ofAssignment(assignment.getPool(), assignment.getRunnerId()),
                        codec.encode(Topics.JOB_ASSIGNMENTS, assignment)),
                headers(assignment.getGrant()));
    }
}
