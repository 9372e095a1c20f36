// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.FailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Follows a stream of the server to its end: when the connection breaks or goes silent it goes on where it was. */
public final class EventStream {
    /** The server says that it lives every 15 s. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int LINES_MAX = 1_000;

    private final Api api;
    private final String path;
    private final Duration patience;
    private final EventParser parser = new EventParser();

    /** @param patience how long a server that cannot be reached, or does not know the path yet, is waited for */
    public EventStream(Api api, String path, Duration patience) {
        this.api = api;
        this.path = path;
        this.patience = patience;
    }

    /** A line, or empty where the connection ended. */
    private record Line(Optional<String> text) {}

    /**
     * Gives every event until {@code more} wants no more or the stream says {@code end}.
     *
     * @throws FailedException when the server refuses, or does not answer for {@code patience}
     */
    public void follow(Predicate<StreamEvent> more) throws InterruptedException {
        long heard = System.nanoTime();
        while (true) {
            String problem;
            try {
                HttpResponse<InputStream> response = api.stream(path, parser.lastId());
                if (response.statusCode() == 200) {
                    if (read(response.body(), more)) {
                        return;
                    }
                    heard = System.nanoTime();
                    problem = "the connection broke";
                } else {
                    problem = refused(response);
                }
            } catch (IOException e) {
                problem = "no answer (" + e.getClass().getSimpleName() + ")";
            }
            if (System.nanoTime() - heard > patience.toNanos()) {
                throw new FailedException(api.server() + path + ": " + problem + " for " + patience.toSeconds() + " s");
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    /** A job that was accepted just now may not be known yet, and a server that starts is not ready. */
    private String refused(HttpResponse<InputStream> response) throws IOException {
        response.body().close();
        int status = response.statusCode();
        if (status != 404 && status != 503) {
            throw new FailedException(api.server() + path + ": " + Api.refusal(status));
        }
        return "HTTP " + status;
    }

    /** Whether the stream is over. */
    private boolean read(InputStream body, Predicate<StreamEvent> more) throws InterruptedException {
        parser.reconnected();
        BlockingQueue<Line> lines = new ArrayBlockingQueue<>(LINES_MAX);
        Thread reader = new Thread(() -> read(body, lines), "events");
        reader.setDaemon(true);
        reader.start();
        try {
            while (true) {
                Line line = lines.poll(SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
                if (line == null || line.text().isEmpty()) {
                    return false;
                }
                Optional<StreamEvent> event = parser.line(line.text().get());
                if (event.isPresent()
                        && (!more.test(event.get()) || "end".equals(event.get().name()))) {
                    return true;
                }
            }
        } finally {
            reader.interrupt();
            closeQuietly(body);
        }
    }

    private static void read(InputStream body, BlockingQueue<Line> lines) {
        try {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.put(new Line(Optional.of(line)));
                }
            } catch (IOException e) {
                // Told by the empty line.
            }
            lines.put(new Line(Optional.empty()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It is of no more use anyway.
        }
    }
}
