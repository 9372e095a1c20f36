// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.jobstream.http.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text format of event streams. Data is JSON and therefore one line. */
final class Frames {
    private static final int RETRY_MILLIS = 1_000;

    private Frames() {}

    static byte[] opening() {
        return bytes("retry: " + RETRY_MILLIS + "\n\n");
    }

    static byte[] event(String name, @Nullable String id, Object data) {
        return event(name, id, Json.write(data));
    }

    static byte[] event(String name, @Nullable String id, String json) {
        return bytes((id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json + "\n\n");
    }

    /** An event that was made without an id, with one. */
    static byte[] withId(String id, byte[] event) {
        byte[] line = bytes("id: " + id + "\n");
        byte[] frame = Arrays.copyOf(line, line.length + event.length);
        System.arraycopy(event, 0, frame, line.length, event.length);
        return frame;
    }

    /** A comment; the id, which a client remembers even without an event, keeps a quiet stream resumable. */
    static byte[] heartbeat(@Nullable String id) {
        return bytes((id == null ? "" : "id: " + id + "\n") + ": heartbeat\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
