// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobstream.standalone.cli.FailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Jobstream's HTTP interface, as far as this program uses it. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final URI server;
    private final Optional<String> token;
    private final HttpClient http;

    /** Without a credential. */
    public Api(URI server) {
        this(server, Optional.empty());
    }

    /** @param token sent with each request */
    public Api(URI server, Optional<String> token) {
        this(server, token, Optional.empty());
    }

    /** @param tls whom to trust, where that is not whom Java trusts */
    Api(URI server, Optional<String> token, Optional<SSLContext> tls) {
        this.server = server;
        this.token = token;
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(client::sslContext);
        this.http = client.build();
    }

    /**
     * An answer.
     *
     * @param retryAfter what the server asks for, in seconds
     */
    public record Answer(int status, JsonNode body, Optional<Long> retryAfter) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** What a problem document says, on one line. */
        public String problem() {
            StringBuilder text = new StringBuilder(refusal(status));
            String detail = body.path("detail").asText(body.path("title").asText(""));
            text.append(detail.isEmpty() ? "" : ": " + detail);
            body.path("errors")
                    .forEach(error -> text.append("; ")
                            .append(error.path("pointer").asText())
                            .append(' ')
                            .append(error.path("detail").asText()));
            return text.toString();
        }
    }

    /** A status, and what a user can do about it. */
    static String refusal(int status) {
        return "HTTP " + status
                + (status == 401 ? " (an API key or access token goes into JOBSTREAM_TOKEN or --token-file)" : "");
    }

    public URI server() {
        return server;
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(TIMEOUT).GET().build());
    }

    public Answer post(String path, byte[] body, Map<String, String> headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    /** With any method; a request without a body has none of its type either. */
    Answer send(String method, String path, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return send(request.build());
    }

    public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    public Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).timeout(TIMEOUT).DELETE().build());
    }

    HttpResponse<InputStream> stream(String path, Optional<String> lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Accept", "text/event-stream").GET();
        lastId.ifPresent(id -> request.header("Last-Event-ID", id));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) {
        String base = server.toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), json(response), retryAfter(response));
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        } catch (IOException e) {
            throw new FailedException("The server's answer could not be read", e);
        }
    }

    private static Optional<Long> retryAfter(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Long::parseLong);
    }
}
