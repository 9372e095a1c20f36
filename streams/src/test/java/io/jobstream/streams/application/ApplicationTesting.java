// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.streams.testing.Facts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.TopologyTestDriver;

/** Opens to tests what a {@link RunningApplication} makes for itself. */
public final class ApplicationTesting {
    private ApplicationTesting() {}

    public static TopologyTestDriver driver(
            Application application, AvroCodec codec, KafkaConnection connection, Path stateDirectory) {
        return driver(application, codec, connection, stateDirectory, new Strikes(application.name()));
    }

    static TopologyTestDriver driver(
            Application application,
            AvroCodec codec,
            KafkaConnection connection,
            Path stateDirectory,
            Strikes strikes) {
        Properties properties = new StreamsProperties(
                        StreamsSettings.embedded(stateDirectory), connection, Duration.ofSeconds(3))
                .of(application, strikes);
        return new TopologyTestDriver(
                application.topology(new Intake(application.name(), codec, strikes)), properties, Facts.NOON);
    }
}
