// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A running query service and a client of it. */
public final class Served implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Query query;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Query query) {
        this.query = query;
        this.server = HttpServer.start(HttpConfig.onLoopback(0), List.of(query.endpoints()));
    }

    public static Served start(TestCluster cluster) {
        return start(QueryConfig.DEFAULTS, cluster);
    }

    /** Caught up. */
    public static Served start(QueryConfig config, TestCluster cluster) {
        Served served = new Served(Query.start(config, cluster.connection(), cluster.partitions()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(served.get("/readyz").statusCode()).isEqualTo(200));
        return served;
    }

    public HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(uri(path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public JsonNode json(String path) {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return parse(response.body());
    }

    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Listener listen(String path) {
        return Listener.to(client, uri(path), "");
    }

    public Listener listen(String path, String lastEventId) {
        return Listener.to(client, uri(path), lastEventId);
    }

    public HttpServer server() {
        return server;
    }

    public URI uri(String path) {
        return server.uri().resolve(path);
    }

    @Override
    public void close() {
        server.close();
        query.close();
    }
}
