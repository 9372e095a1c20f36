// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobstream.embedded.ports.PortTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema registry in this process, on Confluent's HTTP interface. */
public final class EmbeddedRegistry implements AutoCloseable {
    static {
        // Read once, when the server's classes are loaded; a request takes 45 ms without it.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final int THREADS = 4;
    private static final int BACKLOG = 64;
    private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private final HttpServer server;
    private final String host;
    private final ExecutorService threads;
    private @Nullable ChangeLog changes;

    private EmbeddedRegistry(HttpServer server, String host) {
        this.server = server;
        this.host = host;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "registry-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Takes the port, 0 for a free one, without serving yet.
     *
     * @throws PortTakenException when someone else has it
     */
    @SuppressWarnings("AddressSelection") // The host is one address to listen on, as it was configured.
    public static EmbeddedRegistry bind(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try {
            return new EmbeddedRegistry(HttpServer.create(address, BACKLOG), host);
        } catch (BindException e) {
            throw new PortTakenException(address, "the schema registry", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on " + address + " for the schema registry", e);
        }
    }

    /** Serves what {@code kept} holds and keeps there what is added; closes it in the end. */
    public EmbeddedRegistry serve(ChangeLog kept) {
        changes = kept;
        Routes routes = new Routes(new Registry(kept));
        server.createContext("/", exchange -> serve(exchange, routes));
        server.setExecutor(threads);
        server.start();
        log.atInfo().addKeyValue("url", url()).log("Schema registry started");
        return this;
    }

    public String url() {
        return "http://" + host + ":" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        if (changes != null) {
            changes.close();
        }
    }

    private void serve(HttpExchange exchange, Routes routes) throws IOException {
        try (exchange) {
            Exchange request = new Exchange(exchange);
            try {
                refuseBrowsers(request);
                request.answer(200, routes.handle(request));
            } catch (RegistryException e) {
                request.answer(e.httpStatus(), Map.of("error_code", e.code(), "message", e.getMessage()));
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("path", exchange.getRequestURI())
                        .setCause(e)
                        .log("A request failed");
                request.answer(500, Map.of("error_code", 50001, "message", "Error in the schema registry: " + e));
            }
        }
    }

    // There is no authentication: a web page must not reach it through a browser on this machine.
    private void refuseBrowsers(Exchange request) {
        String name = String.valueOf(request.header("Host")).replaceFirst(":\\d+$", "");
        boolean loopback = LOOPBACK_NAMES.contains(host);
        if (request.header("Origin") != null || (loopback && !LOOPBACK_NAMES.contains(name))) {
            throw new RegistryException(403, "Requests of web pages, or for another host name, are not taken");
        }
    }
}
