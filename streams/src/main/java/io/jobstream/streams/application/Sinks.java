// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.topics.Topic;
import io.jobstream.topics.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sinks for {@link Routed} bytes. Each is named as its topic: {@code context.forward(record, topic.name())}. */
public final class Sinks {
    private Sinks() {}

    /** A sink on {@code topic} after {@code processors}. */
    public static void add(Topology topology, Topic<?> topic, String... processors) {
        add(topology, topic.name(), processors);
    }

    /** The sink that {@link Intake} sets records aside to; every processor that reads through it needs it. */
    public static void addDeadLetters(Topology topology, String... processors) {
        add(topology, Topics.DEAD_LETTERS, processors);
    }

    private static void add(Topology topology, String topic, String... processors) {
        Serializer<Routed> unwrapping =
                (name, routed) -> routed == null ? null : new ByteArraySerializer().serialize(name, routed.value());
        StreamPartitioner<String, Routed> given = (name, key, routed, partitions) ->
                Optional.ofNullable(routed.partition()).map(Set::of);
        topology.addSink(topic, topic, new StringSerializer(), unwrapping, given, processors);
    }
}
