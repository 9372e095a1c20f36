// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.jobstream.notifier.receivers.Receiver;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.schemas.Notification;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Turns notifications into what a receiver of some type is posted. */
final class Messages {
    private final Receiver receiver;
    private final Optional<URI> dashboard;

    Messages(Receiver receiver, Optional<URI> dashboard) {
        this.receiver = receiver;
        this.dashboard = dashboard;
    }

    Message of(Notification notification, Instant now) {
        return switch (receiver.type()) {
            case SLACK -> new Message(Map.of(), SlackText.json(notification, dashboard));
            case WEBHOOK -> signed(notification, now);
        };
    }

    /** The id is the same at every attempt, so that the receiver can tell a repetition. */
    private Message signed(Notification notification, Instant now) {
        String id = notification.getNotificationId() + "/" + receiver.name();
        String body = WebhookBody.json(notification, dashboard);
        String key = receiver.secret().map(Secret::text).orElseThrow();
        try {
            String signature = new Webhook(key).sign(id, now.getEpochSecond(), body);
            return new Message(
                    Map.of(
                            Webhook.UNBRANDED_MSG_ID_KEY,
                            id,
                            Webhook.UNBRANDED_MSG_TIMESTAMP_KEY,
                            Long.toString(now.getEpochSecond()),
                            Webhook.UNBRANDED_MSG_SIGNATURE_KEY,
                            signature),
                    body);
        } catch (WebhookSigningException | EmptyWebhookSecretException e) {
            throw new IllegalStateException("The secret of receiver " + receiver.name() + " does not sign", e);
        }
    }
}
