// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.security.RouteRole;
import io.javalin.util.JavalinBindException;
import io.jobstream.http.access.Exempt;
import io.jobstream.http.access.Gate;
import io.jobstream.http.json.Json;
import io.jobstream.http.tls.ServerCertificate;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a process: the endpoints of its services, and what operators need, on one port. */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    private final HttpConfig config;
    private final PrometheusMeterRegistry meters;
    private final List<Endpoints> endpoints;
    private final Gate gate;
    private final List<Route> routes = new ArrayList<>();
    private final @Nullable ServerCertificate certificate;
    private final Javalin javalin;

    private HttpServer(HttpConfig config, Gate gate, PrometheusMeterRegistry meters, List<Endpoints> endpoints) {
        this.config = config;
        this.gate = gate;
        this.meters = meters;
        this.endpoints = List.copyOf(endpoints);
        this.certificate = config.tls() == null ? null : ServerCertificate.of(config.tls());
        this.javalin = Javalin.create(this::configure);
    }

    /** A route, and what it needs of who asks for it. */
    record Route(String method, String path, Set<? extends RouteRole> needs) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Starts without authentication: on loopback, or where the configuration says that this is meant. */
    public static HttpServer start(HttpConfig config, List<Endpoints> endpoints) {
        return start(config, Gate.open(), endpoints);
    }

    /** Starts with a new registry of metrics. */
    public static HttpServer start(HttpConfig config, Gate gate, List<Endpoints> endpoints) {
        return start(config, gate, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), endpoints);
    }

    /**
     * Serves the endpoints until closed.
     *
     * @throws PortTakenException when another process listens on the port
     * @throws IllegalArgumentException when everyone could reach what nothing guards
     * @throws IllegalStateException when a route does not say who may have it
     */
    public static HttpServer start(
            HttpConfig config, Gate gate, PrometheusMeterRegistry meters, List<Endpoints> endpoints) {
        if (gate.isOpen()) {
            config.requireThatNoAuthenticationIsMeant();
        }
        HttpServer server = new HttpServer(config, gate, meters, endpoints);
        server.requireDeclarations();
        try {
            server.javalin.start();
        } catch (JavalinBindException e) {
            throw new PortTakenException(config.bind(), config.port(), e);
        }
        log.atInfo().addKeyValue("uri", server.uri()).log("Serving HTTP");
        return server;
    }

    public int port() {
        return javalin.port();
    }

    /** Where a client on this machine finds it, without a path. */
    public URI uri() {
        String host = config.bind().equals("0.0.0.0") ? HttpConfig.BIND_DEFAULT : config.bind();
        return URI.create((certificate == null ? "http://" : "https://")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port());
    }

    /** The metrics that {@code /metrics} shows; more may be registered at any time. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Routes, as {@code GET /v1/jobs/{id}}, that {@code /openapi.json} does not describe; for tests. */
    public List<String> undocumentedRoutes() {
        return OpenApi.undocumented(document(), routes);
    }

    /** Routes, as {@code GET /v1/jobs/{id}}, that are served to strangers too; for tests. */
    public List<String> publicRoutes() {
        return routes.stream()
                .filter(route ->
                        route.needs().contains(Exempt.PUBLIC) || route.needs().contains(Exempt.SIGNED))
                .map(Route::toString)
                .toList();
    }

    /** All routes, as {@code GET /v1/jobs/{id}}; for tests. */
    public List<String> routes() {
        return routes.stream().map(Route::toString).toList();
    }

    /** Takes no new requests and gives those in flight a few seconds to end. */
    @Override
    public void close() {
        endpoints.forEach(Endpoints::stopping);
        javalin.stop();
        gate.close();
        if (certificate != null) {
            certificate.close();
        }
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.defaultContentType = "text/plain; charset=utf-8";
        // Compression would hold back events until a block is full, and on loopback it costs more than it saves.
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.jsonMapper(new JsonAnswers(Json.MAPPER));
        javalin.appData(RequestBody.BYTES_MAX, config.limits().bodyBytesMax());
        new JettySetup(config, certificate).addTo(javalin.jetty);
        javalin.requestLogger.http(new RequestLog(meters));
        javalin.events.handlerAdded(handler -> {
            if (handler.getHttpMethod().isHttpMethod()) {
                routes.add(new Route(handler.getHttpMethod().name(), handler.getPath(), handler.getRoles()));
            }
        });
        new RequestGuard(config, gate).addTo(javalin.routes);
        Problems.addTo(javalin.routes);
        // Ahead of the gate: who is refused should know as well.
        new Deprecations(document()).addTo(javalin.routes);
        gate.addTo(javalin.routes, meters);
        new OperationalEndpoints(meters, endpoints, this::openApi).addTo(javalin.routes);
        for (Endpoints each : endpoints) {
            each.addTo(javalin.routes);
            each.meter(meters);
        }
    }

    private ObjectNode document() {
        return OpenApi.document(endpoints.stream().map(Endpoints::openApi).toList());
    }

    private String openApi() {
        return OpenApi.secured(document(), routes).toPrettyString();
    }

    private void requireDeclarations() {
        List<Route> undeclared =
                routes.stream().filter(route -> !Gate.declares(route.needs())).toList();
        if (!undeclared.isEmpty()) {
            throw new IllegalStateException("These routes must say which one scope they need: " + undeclared);
        }
    }
}
