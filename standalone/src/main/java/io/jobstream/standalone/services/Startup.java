// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.clients.SchemaSetup;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.TopicMismatchException;
import io.jobstream.topics.TopicSetup;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * What every service does before it starts: it waits for Kafka and the registry and makes sure of topics and schemas.
 */
final class Startup {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final PrintWriter progress;
    private final Duration timeout;
    private final long deadline;
    private long nextReminder = System.nanoTime();

    Startup(KafkaConnection connection, Duration timeout, PrintWriter progress) {
        this.connection = connection;
        this.progress = progress;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Returns when topics and schemas are there.
     *
     * @throws FailedException when Kafka or the registry is not up within the time, or holds something else
     */
    PoolPartitions await(OptionalInt partitions) throws InterruptedException {
        PoolPartitions found = awaitKafka(impatient -> ensureTopics(impatient, partitions));
        await(() -> {
            SchemaSetup.ensure(connection);
            return found;
        });
        return found;
    }

    /**
     * Returns what {@code first} gets of Kafka, which is tried until Kafka is there.
     *
     * @param first is given a connection whose requests do not wait for long
     */
    <T> T awaitKafka(Function<KafkaConnection, T> first) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(connection.clientSettings());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(2 * ANSWER.toMillis()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(ANSWER.toMillis()));
        KafkaConnection impatient =
                new KafkaConnection(connection.bootstrapServers(), connection.schemaRegistryUrl(), settings);
        return await(() -> first.apply(impatient));
    }

    /**
     * Returns the service that {@code start} starts, which is tried again while Kafka or the registry are too slow or
     * just away again.
     *
     * @throws FailedException when they still are when the time is over
     */
    Service awaitService(Supplier<Service> start) throws InterruptedException {
        return await(() -> {
            try {
                return start.get();
            } catch (RetriableException | RegistryUnavailableException e) {
                throw e;
            } catch (KafkaException e) {
                throw new FailedException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private <T> T await(Supplier<T> first) throws InterruptedException {
        while (true) {
            String missing;
            try {
                return first.get();
            } catch (TopicMismatchException | AuthenticationException | AuthorizationException e) {
                throw new FailedException(String.valueOf(e.getMessage()), e);
            } catch (KafkaException e) {
                missing = "Kafka at " + connection.bootstrapServers() + " (" + e.getMessage() + ")";
            } catch (RegistryUnavailableException e) {
                missing = "the schema registry at " + connection.schemaRegistryUrl() + " (" + e.getMessage() + ")";
            }
            if (System.nanoTime() - deadline > 0) {
                throw new FailedException(
                        "gave up after " + timeout.toSeconds() + " s (--startup-timeout) waiting for " + missing);
            }
            remind(missing);
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private void remind(String missing) {
        if (System.nanoTime() - nextReminder >= 0) {
            progress.println("Waiting for " + missing);
            nextReminder = System.nanoTime() + REMINDER.toNanos();
        }
    }

    private static PoolPartitions ensureTopics(KafkaConnection impatient, OptionalInt partitions) {
        try (Admin admin = impatient.admin("startup")) {
            return new TopicSetup(admin).ensure(partitions);
        }
    }
}
