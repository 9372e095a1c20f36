// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.schemas.Notification;
import io.jobstream.schemas.NotificationKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A notification as a message for people, as Slack's incoming webhooks take it: a plain text and blocks. */
final class SlackText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COMMIT_SHOWN = 12;
    private static final int HEADER_MAX = 150;

    private SlackText() {}

    static String json(Notification notification, Optional<URI> dashboard) {
        String headline = headline(notification);
        ObjectNode body = JSON.createObjectNode();
        body.put("text", escape(headline + " " + String.join(", ", details(notification))));
        ArrayNode blocks = body.putArray("blocks");
        ObjectNode header = blocks.addObject().put("type", "header").putObject("text");
        header.put("type", "plain_text").put("text", shortened(headline));
        ObjectNode section = blocks.addObject().put("type", "section").putObject("text");
        section.put("type", "mrkdwn").put("text", escape(String.join("\n", details(notification))));
        List<String> links = links(notification, dashboard);
        if (!links.isEmpty()) {
            ArrayNode elements = blocks.addObject().put("type", "context").putArray("elements");
            links.forEach(link -> elements.addObject().put("type", "mrkdwn").put("text", link));
        }
        return body.toString();
    }

    private static List<String> links(Notification notification, Optional<URI> dashboard) {
        List<String> links = new ArrayList<>();
        if (!notification.getUrl().isEmpty()) { // From outside: it must not end the link.
            String url = notification.getUrl().replace("<", "%3C").replace(">", "%3E");
            links.add("<" + url.replace("|", "%7C") + "|Read its log>");
        }
        dashboard.ifPresent(url -> links.add("<" + url + "|Open the dashboard>"));
        return links;
    }

    private static String headline(Notification notification) {
        String where = notification.getRepository().isEmpty()
                ? ""
                : " in " + notification.getRepository()
                        + (notification.getBranch().isEmpty() ? "" : " on " + notification.getBranch());
        String what = notification.getKind() == NotificationKind.RECOVERED ? " recovered" : " failed";
        return notification.getJobName() + what + where + ".";
    }

    private static List<String> details(Notification notification) {
        List<String> details = new ArrayList<>();
        if (notification.getKind() == NotificationKind.RECOVERED) {
            Long millis = notification.getRecoveryMillis();
            details.add("Failed " + notification.getFailures() + (notification.getFailures() == 1 ? " time" : " times")
                    + (millis == null ? "" : "; recovered after " + inWords(Duration.ofMillis(millis))));
        } else {
            details.add("Outcome: " + words(notification.getOutcome())
                    + (notification.getCause() == null ? "" : ", cause: " + words(notification.getCause()))
                    + (notification.getExitCode() == null ? "" : ", exit code " + notification.getExitCode()));
            details.add("Failing since " + notification.getSince());
        }
        String commit = notification.getCommit();
        if (!commit.isEmpty()) {
            details.add("Commit: " + commit.substring(0, Math.min(COMMIT_SHOWN, commit.length())));
        }
        details.add("Job: " + notification.getJobId() + ", pool " + notification.getPool());
        return details;
    }

    static String inWords(Duration duration) {
        if (duration.toHours() >= 1) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() >= 1
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }

    private static String words(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String shortened(String text) {
        return text.length() <= HEADER_MAX ? text : text.substring(0, HEADER_MAX - 1) + "…";
    }

    /** What people name their branches must not become links or mentions. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
