// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import java.time.Duration;

/**
 * What one process takes from its clients, whoever they are.
 *
 * @param bodyBytesMax the largest request body, in bytes; more is answered 413
 * @param connectionsMax open connections at a time; more wait, and idle ones are closed for them
 * @param headersWithin how long a client may take to send the headers of a request, once it has begun
 */
public record HttpLimits(int bodyBytesMax, int connectionsMax, Duration headersWithin) {
    public static final int CONNECTIONS_MAX_DEFAULT = 8_000;
    public static final HttpLimits DEFAULT =
            new HttpLimits(2 * 1024 * 1024, CONNECTIONS_MAX_DEFAULT, Duration.ofSeconds(10));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException when one is less than what anything could be done with
     */
    public HttpLimits {
        requirePositive(bodyBytesMax, "bodyBytesMax");
        requirePositive(connectionsMax, "connectionsMax");
        requirePositive(headersWithin.toMillis(), "headersWithin");
    }

    public HttpLimits withBodyBytesMax(int bytes) {
        return new HttpLimits(bytes, connectionsMax, headersWithin);
    }

    public HttpLimits withConnectionsMax(int connections) {
        return new HttpLimits(bodyBytesMax, connections, headersWithin);
    }

    public HttpLimits withHeadersWithin(Duration time) {
        return new HttpLimits(bodyBytesMax, connectionsMax, time);
    }

    private static void requirePositive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
