// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.Key;
import io.javalin.http.Context;
import io.jobstream.http.json.InvalidJsonException;
import io.jobstream.http.json.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads request bodies: never more than the limit, and JSON only when it is said to be JSON. */
public final class RequestBody {
    static final Key<Integer> BYTES_MAX = new Key<>("jobstream.bodyBytesMax");
    private static final int DROPPED_BYTES_MAX = 16 * 1024 * 1024;
    private static final Duration DROPPED_WITHIN = Duration.ofSeconds(5);
    private static final int DROPPED_AT_ONCE = 64 * 1024;
    private static final Pattern JSON = Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?\\s*");

    private RequestBody() {}

    /**
     * The body as strict JSON; 415 when its type is another, 413 when it is too large, 400 when it is none.
     *
     * @throws ProblemException as said
     */
    public static JsonNode json(Context ctx) {
        requireJson(ctx);
        return parse(bytes(ctx));
    }

    /** The body as strict JSON, with a limit of the route's own. */
    public static JsonNode json(Context ctx, int bytesMax) {
        requireJson(ctx);
        return parse(bytes(ctx, bytesMax));
    }

    /** The body as strict JSON, or an empty object where there is no body. */
    public static JsonNode jsonOrEmpty(Context ctx) {
        byte[] bytes = bytes(ctx);
        if (bytes.length == 0) {
            return StrictJson.empty();
        }
        requireJson(ctx);
        return parse(bytes);
    }

    /** The raw body, up to the process's limit. */
    public static byte[] bytes(Context ctx) {
        return bytes(ctx, ctx.appData(BYTES_MAX));
    }

    /** The raw body, up to {@code bytesMax}. */
    public static byte[] bytes(Context ctx, int bytesMax) {
        try {
            InputStream body = ctx.req().getInputStream();
            boolean announced = ctx.req().getContentLengthLong() > bytesMax;
            byte[] bytes = announced ? new byte[0] : body.readNBytes(bytesMax + 1);
            if (announced || bytes.length > bytesMax) {
                drop(body);
                throw new ProblemException(413, "Body too large", "The body may have at most " + bytesMax + " bytes");
            }
            return bytes;
        } catch (EOFException e) {
            throw new ProblemException(400, "Incomplete body", "The connection ended before the body did");
        } catch (IOException e) {
            throw new ProblemException(400, "Unreadable body", "The body could not be read to its end");
        }
    }

    /** Parses bytes that came as JSON; 400 with the place of the mistake when they are none. */
    public static JsonNode parse(byte[] bytes) {
        try {
            return StrictJson.parse(bytes);
        } catch (InvalidJsonException e) {
            throw new ProblemException(
                    400,
                    "Invalid JSON",
                    String.valueOf(e.getMessage()),
                    List.of(new FieldError(e.pointer(), e.reason())));
        }
    }

    private static void requireJson(Context ctx) {
        String type = ctx.contentType();
        if (type == null || !JSON.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
            throw new ProblemException(415, "Unsupported media type", "Expected Content-Type: application/json");
        }
    }

    /**
     * Reads on, to nowhere: a connection that is closed while its client still sends is reset, and the client may never
     * see why. Neither much nor for long, though: who sends more, or slowly, sees the reset.
     */
    private static void drop(InputStream body) throws IOException {
        byte[] dropped = new byte[DROPPED_AT_ONCE];
        long begin = System.nanoTime();
        int left = DROPPED_BYTES_MAX;
        int read = 0;
        while (read >= 0 && left > 0 && System.nanoTime() - begin < DROPPED_WITHIN.toNanos()) {
            read = body.read(dropped, 0, Math.min(dropped.length, left));
            left -= read;
        }
    }
}
