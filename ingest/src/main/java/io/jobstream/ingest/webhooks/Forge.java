// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One kind of forge: how its webhooks are to be recognised, and read. */
public interface Forge {
    /** Its word in paths and metrics. */
    String name();

    /** How people call it. */
    String title();

    /** Events that are known, by what the forge calls them in its header, as words for answers and metrics. */
    Map<String, String> events();

    /** What the forge calls the event; null when that is not told. */
    @Nullable
    String event(Headers headers);

    /** The delivery's id, the same when it is delivered again; null when that is not told. */
    @Nullable
    String delivery(Headers headers);

    /** The header that has the id, for messages. */
    String deliveryHeader();

    /** Whether it comes from who knows the secret. */
    boolean proves(Headers headers, byte[] body, String secret, Instant now);

    /** The header that proves it, for messages. */
    String proofHeader();

    /**
     * What an event means.
     *
     * @param event a word of {@link #events()}
     * @throws io.jobstream.http.ProblemException 400 when it is not as the forge documents it
     */
    Meaning read(String event, Payload payload, Instant now);

    /** A request's headers by name, whatever the case; null for one that is not there. */
    interface Headers extends UnaryOperator<@Nullable String> {}
}
