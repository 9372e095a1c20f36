// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.schemas.Notification;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** A notification as JSON for programs: {@code type}, {@code timestamp}, {@code data}, as Standard Webhooks advises. */
final class WebhookBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private WebhookBody() {}

    static String json(Notification notification, Optional<URI> dashboard) {
        ObjectNode body = JSON.createObjectNode();
        body.put("type", "job." + notification.getKind().name().toLowerCase(Locale.ROOT));
        body.put("timestamp", notification.getAt().toString());
        ObjectNode data = body.putObject("data");
        data.put("notificationId", notification.getNotificationId());
        data.put("incidentId", notification.getIncidentId());
        data.put("kind", notification.getKind().name());
        data.put("tenant", notification.getTenant());
        data.put("repository", notification.getRepository());
        data.put("branch", notification.getBranch());
        data.put("commit", notification.getCommit());
        data.put("jobName", notification.getJobName());
        data.put("pool", notification.getPool());
        data.put("jobId", notification.getJobId());
        data.put("outcome", notification.getOutcome().name());
        data.put(
                "cause",
                notification.getCause() == null ? null : notification.getCause().name());
        data.put("exitCode", notification.getExitCode());
        data.put("at", notification.getAt().toString());
        data.put("since", notification.getSince().toString());
        data.put("failures", notification.getFailures());
        data.put("recoveryMillis", notification.getRecoveryMillis());
        if (!notification.getUrl().isEmpty()) {
            data.put("url", notification.getUrl());
        }
        dashboard.ifPresent(url -> data.put("dashboard", url.toString()));
        return body.toString();
    }
}
