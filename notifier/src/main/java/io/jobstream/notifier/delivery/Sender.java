// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import io.jobstream.notifier.receivers.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Posts messages. Follows no redirects, reads no body, and says nothing of where it posted to: addresses are secrets.
 */
final class Sender {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Clock clock;

    Sender(Clock clock) {
        this.clock = clock;
    }

    Answer send(Receiver receiver, Message message) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(receiver.uri())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Jobstream")
                .POST(HttpRequest.BodyPublishers.ofString(message.body()));
        message.headers().forEach(request::header);
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            Optional<Duration> retryAfter =
                    response.headers().firstValue("Retry-After").flatMap(this::retryAfter);
            return Answer.ofStatus(response.statusCode(), retryAfter);
        } catch (IOException e) {
            return new Answer.Busy(describe(e), Optional.empty());
        }
    }

    /** Seconds or an HTTP date; anything else says nothing. */
    Optional<Duration> retryAfter(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))));
        } catch (NumberFormatException notSeconds) {
            try {
                ZonedDateTime at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
                return Optional.of(Duration.between(clock.instant(), at)).filter(wait -> !wait.isNegative());
            } catch (DateTimeException neither) {
                return Optional.empty();
            }
        }
    }

    /** Not the exception's own message, which may hold the address. */
    private static String describe(IOException problem) {
        if (problem instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (problem instanceof ConnectException) {
            return "could not connect";
        }
        if (problem instanceof SSLException) {
            return "TLS failed";
        }
        return "connection broke (" + problem.getClass().getSimpleName() + ")";
    }
}
