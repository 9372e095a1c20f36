// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import io.jobstream.notifier.receivers.Filter;
import io.jobstream.notifier.receivers.Receiver;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.schemas.Notification;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final URI DASHBOARD = URI.create("http://127.0.0.1:8080");

    @Test
    void aFailureSaysWhatFailedWhereAndWhy() throws Exception {
        JsonNode message = slack(Notifications.failed("n1"));

        assertThat(message.path("blocks").path(0).path("text").path("text").textValue())
                .isEqualTo("unit <tests> failed in acme/shop on main.");
        assertThat(message.path("text").textValue())
                .startsWith("unit &lt;tests&gt; failed in acme/shop on main.")
                .contains("Outcome: failed, cause: script, exit code 3", "Commit: 0123456789ab", "Job: job-n1");
    }

    @Test
    void aRecoverySaysHowLongItTook() throws Exception {
        JsonNode message = slack(Notifications.recovered("n2"));

        assertThat(message.path("text").textValue())
                .startsWith("unit &lt;tests&gt; recovered in acme/shop on main.")
                .contains("Failed 2 times; recovered after 1 min 5 s");
    }

    @Test
    void aMessageLinksToTheDashboard() throws Exception {
        JsonNode message = slack(Notifications.failed("n1"));

        assertThat(message.path("blocks").findValuesAsText("text")).contains("<" + DASHBOARD + "|Open the dashboard>");
    }

    @Test
    void aMessageLinksToWhereTheJobRan() throws Exception {
        Notification elsewhere = Notification.newBuilder(Notifications.failed("n1"))
                .setUrl("https://github.com/acme/shop/runs/1?a=|b>")
                .build();

        assertThat(slack(elsewhere).path("blocks").findValuesAsText("text"))
                .contains("<https://github.com/acme/shop/runs/1?a=%7Cb%3E|Read its log>");
    }

    @Test
    void aWebhookIsSignedAndItsIdIsTheSameAtEveryAttempt() throws Exception {
        Messages messages = new Messages(receiver(Receiver.Type.WEBHOOK), Optional.of(DASHBOARD));
        // The verifier accepts stamps of the last five minutes only.
        Instant now = Clock.systemUTC().instant();

        Message first = messages.of(Notifications.failed("n1"), now);
        Message again = messages.of(Notifications.failed("n1"), now.plusSeconds(60));

        assertThat(first.headers()).containsEntry("webhook-id", "n1/hook");
        assertThat(again.headers()).containsEntry("webhook-id", "n1/hook");
        assertThatCode(() -> new Webhook(KEY).verify(first.body(), lists(first.headers())))
                .doesNotThrowAnyException();
        JsonNode body = JSON.readTree(first.body());
        assertThat(body.path("type").textValue()).isEqualTo("job.failed");
        assertThat(body.path("data").path("exitCode").intValue()).isEqualTo(3);
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(receiver(Receiver.Type.WEBHOOK).toString()).doesNotContain(KEY, "hooks.example.org");
    }

    @Test
    void retryAfterIsReadAsSecondsOrAsADate() {
        Sender sender = new Sender(Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(sender.retryAfter("120"))
                .hasValueSatisfying(wait -> assertThat(wait).hasSeconds(120));
        assertThat(sender.retryAfter("Fri, 2 Jan 2026 03:05:05 GMT"))
                .hasValueSatisfying(wait -> assertThat(wait).hasSeconds(60));
        assertThat(sender.retryAfter("soon")).isEmpty();
    }

    private static JsonNode slack(Notification notification) throws Exception {
        Messages messages = new Messages(receiver(Receiver.Type.SLACK), Optional.of(DASHBOARD));
        return JSON.readTree(messages.of(notification, NOW).body());
    }

    private static Receiver receiver(Receiver.Type type) {
        Secret url = new Secret("https://hooks.example.org/services/T/B/x");
        return new Receiver("hook", type, url, Optional.of(new Secret(KEY)), Filter.ALL);
    }

    private static Map<String, List<String>> lists(Map<String, String> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }
}
