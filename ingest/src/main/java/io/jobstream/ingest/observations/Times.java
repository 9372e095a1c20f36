// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.observations;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Times as CI systems write them. */
public final class Times {
    /** Some write a time that is not known as the first second of year 1, or of 1970. */
    private static final Instant KNOWN_MIN = Instant.parse("2000-01-01T00:00:00Z");

    private static final DateTimeFormatter GITLAB =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss [z][Z]", Locale.ROOT);

    private Times() {}

    /** A time as RFC 3339 or GitLab writes it; null where the text is none, or means that there is none. */
    public static @Nullable Instant parse(String text) {
        return Stream.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME, GITLAB)
                .map(format -> parse(format, text))
                .filter(Objects::nonNull)
                .filter(time -> !time.isBefore(KNOWN_MIN))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Instant parse(DateTimeFormatter format, String text) {
        try {
            return Instant.from(format.parse(text)).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
