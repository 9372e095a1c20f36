// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.Key;
import io.javalin.http.Context;
import io.jobstream.http.json.InvalidJsonException;
import io.jobstream.http.json.StrictJson;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads request bodies: never more than the limit, and JSON only when it is said to be JSON. */
public final class RequestBody {
    static final Key<Integer> BYTES_MAX = new Key<>("jobstream.bodyBytesMax");
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
        if (ctx.req().getContentLengthLong() > bytesMax) {
            throw tooLarge(bytesMax);
        }
        try {
            byte[] bytes = ctx.req().getInputStream().readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw tooLarge(bytesMax);
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

    private static ProblemException tooLarge(int bytesMax) {
        return new ProblemException(413, "Body too large", "The body may have at most " + bytesMax + " bytes");
    }
}
