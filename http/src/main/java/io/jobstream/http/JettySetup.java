// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.javalin.config.JettyConfig;
import io.jobstream.http.tls.ServerCertificate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The limits of the server below: threads, connections, headers, slow clients, and how long a stop may take. */
final class JettySetup {
    private static final int THREADS_MAX = 128;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int BODY_BYTES_PER_SECOND_MIN = 256;
    private static final long IDLE_MILLIS_MAX = 60_000;
    /** While there are as many connections as there may be; streams of events say more often that they live. */
    private static final long IDLE_MILLIS_MAX_WHEN_FULL = 20_000;

    private static final long STOP_MILLIS_MAX = 10_000;

    private final HttpConfig config;
    private final @Nullable ServerCertificate certificate;

    JettySetup(HttpConfig config, @Nullable ServerCertificate certificate) {
        this.config = config;
        this.certificate = certificate;
    }

    void addTo(JettyConfig jetty) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX);
        threads.setName("http");
        jetty.threadPool = threads;
        jetty.modifyServer(server -> {
            server.setHandler(new GracefulHandler(new MinimumDataRateHandler(BODY_BYTES_PER_SECOND_MIN, 0)));
            server.setStopTimeout(STOP_MILLIS_MAX);
            server.setStopAtShutdown(false);
            server.setErrorHandler(new ProblemErrorHandler());
        });
        jetty.modifyServletContextHandler(context -> context.setErrorHandler(new ProblemErrorHandler()));
        jetty.addConnector(this::connector);
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES_MAX);
        ServerConnector connector = certificate == null
                ? new ServerConnector(server, new HttpConnectionFactory(http))
                : new ServerConnector(server, tls(certificate, http), new HttpConnectionFactory(http));
        connector.setHost(config.bind());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE_MILLIS_MAX);
        connector.setAcceptedTcpNoDelay(true);
        NetworkConnectionLimit connections =
                new NetworkConnectionLimit(config.limits().connectionsMax(), connector);
        connections.setEndPointIdleTimeout(IDLE_MILLIS_MAX_WHEN_FULL);
        connector.addBean(connections);
        connector.addBean(new HeaderDeadline(config.limits().headersWithin(), connector.getScheduler()));
        return connector;
    }

    /** One certificate for whatever name was asked for: clients check that it is the name that they meant. */
    private static SslContextFactory.Server tls(ServerCertificate certificate, HttpConfiguration http) {
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(certificate.context());
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return tls;
    }

    /** What Jetty itself refuses, before any endpoint: bad requests, headers that are too large. */
    private static final class ProblemErrorHandler extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int status,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            String title = HttpStatus.getMessage(status);
            String document =
                    new ProblemException(status, title, title).document().toString();
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.CONTENT_TYPE);
            Content.Sink.write(response, true, document, callback);
        }

        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }
    }
}
