// SPDX-License-Identifier: Apache-2.0
package io.jobstream.deadletters;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Records that a consumer could not take go to {@code ci.dead-letters}: their bytes as they were, and what was wrong in
 * headers that are named as Kafka Streams' own dead letter queue names them (KIP-1034).
 */
public final class DeadLetters {
    private static final String PREFIX = "__streams.errors.";

    /** The application that could not take it; not one of Kafka Streams' own headers. */
    public static final String APPLICATION_HEADER = "jobstream.application";

    private DeadLetters() {}

    /** The record's own headers, and what {@code application} found wrong with it. */
    public static Headers headers(String application, Position position, Headers original, Exception problem) {
        RecordHeaders headers = new RecordHeaders(original);
        put(headers, APPLICATION_HEADER, application);
        put(headers, PREFIX + "exception", problem.getClass().getName());
        put(headers, PREFIX + "stacktrace", stackTrace(problem));
        put(headers, PREFIX + "message", String.valueOf(problem.getMessage()));
        put(headers, PREFIX + "topic", position.topic());
        put(headers, PREFIX + "partition", Integer.toString(position.partition()));
        put(headers, PREFIX + "offset", Long.toString(position.offset()));
        return headers;
    }

    /** Where a dead letter stood, if {@code application} set it aside; empty for those of others. */
    public static Optional<Position> setAsideBy(String application, Headers headers) {
        if (!application.equals(text(headers, APPLICATION_HEADER))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Position(
                    text(headers, PREFIX + "topic"),
                    Integer.parseInt(text(headers, PREFIX + "partition")),
                    Long.parseLong(text(headers, PREFIX + "offset"))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Where the record stood. */
    public record Position(String topic, int partition, long offset) {}

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Exception problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
