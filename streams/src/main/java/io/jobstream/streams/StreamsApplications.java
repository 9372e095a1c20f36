// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.streams.application.Application;
import io.jobstream.streams.application.RunningApplication;
import io.jobstream.streams.application.StreamsSettings;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The applications of one process, which share a connection, a codec and the memory of their stores. */
public final class StreamsApplications implements AutoCloseable {
    private final AvroCodec codec;
    private final List<RunningApplication> running = new ArrayList<>();
    private final List<Application.Companion> companions = new ArrayList<>();

    private StreamsApplications(AvroCodec codec) {
        this.codec = codec;
    }

    /** Starts {@code applications} and returns at once; {@link #health()} tells when they process. */
    public static StreamsApplications start(
            StreamsSettings settings, KafkaConnection connection, List<Application> applications) {
        StreamsApplications starting = new StreamsApplications(AvroCodec.warm(connection, Topics.ALL));
        try {
            for (Application application : applications) {
                starting.running.add(RunningApplication.start(application, settings, connection, starting.codec));
                starting.companions.add(application.companion(connection, starting.codec));
            }
            return starting;
        } catch (RuntimeException e) {
            starting.close();
            throw e;
        }
    }

    /** Ready when every application is. */
    public Health health() {
        return running.stream().map(RunningApplication::health).reduce(Health.READY, Health::and);
    }

    /** Stops them side by side; each commits what it has processed. */
    @Override
    public void close() {
        companions.forEach(Application.Companion::close);
        running.parallelStream().forEach(RunningApplication::close);
        try {
            codec.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
