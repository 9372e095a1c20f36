// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as text: RFC 3339 in UTC, always with milliseconds, so that text sorts as time does. */
public final class Times {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    public static String rfc3339(Instant time) {
        return FORMAT.format(time);
    }
}
