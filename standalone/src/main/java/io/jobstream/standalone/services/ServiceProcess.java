// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import ch.qos.logback.classic.Level;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.PortTakenException;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.LogOptions;
import io.jobstream.standalone.cli.Logging;
import io.jobstream.topics.PoolPartitions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The life of a process that runs one service. */
final class ServiceProcess {
    private final String name;
    private final KafkaOptions kafka;
    private final Optional<HttpConfig> http;
    private final PrintWriter err;

    ServiceProcess(String name, KafkaOptions kafka, Optional<HttpConfig> http, LogOptions log, PrintWriter err) {
        this.name = name;
        this.kafka = kafka;
        this.http = http;
        this.err = err;
        Logging.setUp(log.verbose() ? Level.DEBUG : Level.WARN, Optional.empty());
    }

    /** Starts the service once Kafka and the registry are there. */
    @FunctionalInterface
    interface Starter {
        Service start(KafkaConnection connection, PoolPartitions partitions);
    }

    /** Starts a service that waits by itself for what it needs. */
    @FunctionalInterface
    interface OwnStarter {
        Service start(KafkaConnection connection) throws InterruptedException;
    }

    /** Runs it until the process is told to end, or it ends by itself, which is a failure. */
    int run(Starter starter) {
        return run(Duration.ZERO, starter);
    }

    /** The same for a service that finishes its work first when it is told to end, for which it may take that long. */
    int run(Duration work, Starter starter) {
        return runAlone(work, connection -> {
            Startup startup = new Startup(connection, kafka.startupTimeout(), err);
            PoolPartitions partitions = startup.await(kafka.partitions());
            return startup.awaitService(() -> starter.start(connection, partitions));
        });
    }

    /** The same for a service that others wait for. */
    int runAlone(Duration work, OwnStarter starter) {
        try (Termination termination = Termination.expected(work);
                Closers closers = new Closers()) {
            http.ifPresent(config -> Ports.requireFree("--http-port", config.bind(), config.port()));
            Service service = closers.add(name, starter.start(kafka.connection()));
            Optional<HttpServer> server = http.map(config -> closers.add("http", serve(config, service)));
            err.println(name + " runs" + server.map(it -> " at " + it.uri()).orElse(""));
            termination.awaitOr(service.ended());
            // Closing must not be cut short by the request that it answers.
            boolean asked = Thread.interrupted() || termination.requested();
            return asked ? ExitStatus.DONE : endedByItself(service);
        } catch (InterruptedException e) {
            return ExitStatus.DONE;
        }
    }

    private int endedByItself(Service service) {
        try {
            service.ended().join();
            return ExitStatus.DONE;
        } catch (CompletionException e) {
            String why = e.getCause() instanceof FailedException cause ? cause.getMessage() : e.getMessage();
            throw new FailedException(name + " ended: " + why, e);
        }
    }

    private static HttpServer serve(HttpConfig config, Service service) {
        try {
            return HttpServer.start(config, service.gate(), service.endpoints());
        } catch (PortTakenException e) {
            throw new FailedException(e.getMessage() + " (--http-port)", e);
        }
    }
}
