// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A client of an event stream. */
public final class Listener implements Flow.Subscriber<String>, AutoCloseable {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile String lastEventId = "";
    private volatile boolean ended;
    private volatile Flow.@Nullable Subscription subscription;
    private String name = "";
    private String data = "";

    /** One event. */
    public record Event(String id, String name, JsonNode data) {}

    @SuppressWarnings("FutureReturnValueIgnored") // How it ends is kept.
    static Listener to(HttpClient client, HttpRequest.Builder asked, String lastEventId) {
        Listener listener = new Listener();
        HttpRequest.Builder request = asked.header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(listener))
                .whenComplete((response, problem) -> listener.ended = true);
        return listener;
    }

    public List<Event> events() {
        return events;
    }

    public List<Event> events(String wanted) {
        return events.stream().filter(event -> event.name().equals(wanted)).toList();
    }

    /** The text of all log events. */
    public String log() {
        StringBuilder text = new StringBuilder();
        events("log").forEach(event -> text.append(event.data().path("text").asText()));
        return text.toString();
    }

    public void awaitEvents(String wanted, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(wanted).size() >= count);
    }

    public boolean ended() {
        return ended;
    }

    public String lastEventId() {
        return lastEventId;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.isEmpty()) {
            if (!data.isEmpty()) {
                events.add(new Event(lastEventId, name, Served.parse(data)));
            }
            name = "";
            data = "";
        } else if (line.startsWith("id: ")) {
            lastEventId = line.substring(4);
        } else if (line.startsWith("event: ")) {
            name = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        }
    }

    @Override
    public void onError(Throwable problem) {
        ended = true;
    }

    @Override
    public void onComplete() {
        ended = true;
    }

    @Override
    public void close() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }
}
