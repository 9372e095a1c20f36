// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobstream.notifier.receivers.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of notifications: answers as told, then 200, and remembers what it got. */
final class ReceiverServer implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Post> posts = new CopyOnWriteArrayList<>();

    ReceiverServer(Answer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    record Answer(int status, Optional<String> retryAfter) {
        static Answer of(int status) {
            return new Answer(status, Optional.empty());
        }
    }

    record Post(Headers headers, String body, long nanoTime) {}

    List<Post> posts() {
        return posts;
    }

    Secret url() {
        return new Secret("http://127.0.0.1:" + server.getAddress().getPort() + "/services/T0/B0/secret");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            posts.add(new Post(exchange.getRequestHeaders(), body, System.nanoTime()));
            Answer answer = Optional.ofNullable(answers.poll()).orElse(Answer.of(200));
            answer.retryAfter().ifPresent(text -> exchange.getResponseHeaders().add("Retry-After", text));
            exchange.sendResponseHeaders(answer.status(), -1);
        }
    }
}
