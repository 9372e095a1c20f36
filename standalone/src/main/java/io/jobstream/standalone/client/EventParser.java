// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the lines of an event stream together, as WHATWG's EventSource does. */
final class EventParser {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder data = new StringBuilder();
    private String name = "";
    private @Nullable String lastId;

    /** What a reconnection says, to go on where this stream was. */
    Optional<String> lastId() {
        return Optional.ofNullable(lastId);
    }

    /** What was begun and not ended is forgotten; the id is not. */
    void reconnected() {
        data.setLength(0);
        name = "";
    }

    /** The event that this line ends, if it does. */
    Optional<StreamEvent> line(String line) {
        if (line.isEmpty()) {
            return dispatch();
        }
        int colon = line.indexOf(':');
        if (colon == 0) {
            return Optional.empty();
        }
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        field(field, value.startsWith(" ") ? value.substring(1) : value);
        return Optional.empty();
    }

    private void field(String field, String value) {
        switch (field) {
            case "event" -> name = value;
            case "id" -> lastId = value;
            case "data" -> data.append(value).append('\n');
            default -> {
                // Such as retry: the pause between connections is this program's own.
            }
        }
    }

    private Optional<StreamEvent> dispatch() {
        try {
            return data.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StreamEvent(name.isEmpty() ? "message" : name, JSON.readTree(data.toString())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The server sent an event that is not JSON", e);
        } finally {
            reconnected();
        }
    }
}
