// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.http.access.Gate;
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
    private final String credential;

    private Served(Query query, HttpServer server, String credential) {
        this.query = query;
        this.server = server;
        this.credential = credential;
    }

    public static Served start(TestCluster cluster) {
        return start(QueryConfig.DEFAULTS, cluster);
    }

    /** Caught up. */
    public static Served start(QueryConfig config, TestCluster cluster) {
        return start(config, cluster, Gate.open());
    }

    /** Caught up. */
    public static Served start(QueryConfig config, TestCluster cluster, Gate gate) {
        Query query = Query.start(config, cluster.connection(), cluster.partitions());
        Served served =
                new Served(query, HttpServer.start(HttpConfig.onLoopback(0), gate, List.of(query.endpoints())), "");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(served.get("/readyz").statusCode()).isEqualTo(200));
        return served;
    }

    /** The same, asked with this credential. */
    public Served as(String key) {
        return new Served(query, server, key);
    }

    public HttpResponse<String> get(String path) {
        try {
            return client.send(
                    request(path).timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
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
        return Listener.to(client, request(path), "");
    }

    public Listener listen(String path, String lastEventId) {
        return Listener.to(client, request(path), lastEventId);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return credential.isEmpty() ? request : request.header("Authorization", "Bearer " + credential);
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
