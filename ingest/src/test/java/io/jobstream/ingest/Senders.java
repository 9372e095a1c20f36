// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.ingest.Gateway.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forges and other CI systems that know the secrets, as they send. */
final class Senders {
    static final String SECRET = "It's a Secret to Everybody";
    static final String OLD_SECRET = "the one before";
    static final WebhookSecrets SECRETS = new WebhookSecrets(
            List.of(SECRET, OLD_SECRET),
            List.of(SECRET, "whsec_" + Base64.getEncoder().encodeToString("key".getBytes(StandardCharsets.UTF_8))),
            List.of(SECRET),
            List.of(SECRET));

    private Senders() {}

    static Answer github(Gateway gateway, String event, byte[] body, String delivery) {
        return gateway.post(
                "/v1/webhooks/github",
                body,
                "X-GitHub-Event",
                event,
                "X-GitHub-Delivery",
                delivery,
                "X-Hub-Signature-256",
                "sha256=" + hmac(SECRET, body));
    }

    static Answer gitlab(Gateway gateway, String event, byte[] body, String delivery) {
        return gateway.post(
                "/v1/webhooks/gitlab",
                body,
                "X-Gitlab-Event",
                event,
                "Idempotency-Key",
                delivery,
                "X-Gitlab-Token",
                SECRET);
    }

    /** With the signing token, at a time. */
    static Answer gitlabSigned(Gateway gateway, byte[] body, Instant at) {
        String seconds = Long.toString(at.getEpochSecond());
        byte[] signed =
                ("d-1." + seconds + "." + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return gateway.post(
                "/v1/webhooks/gitlab",
                body,
                "X-Gitlab-Event",
                "Job Hook",
                "Idempotency-Key",
                "d-1",
                "webhook-id",
                "d-1",
                "webhook-timestamp",
                seconds,
                "webhook-signature",
                "v1,c3R1ZmY= v1," + Base64.getEncoder().encodeToString(mac("key", signed)));
    }

    static Answer gitea(Gateway gateway, String event, byte[] body, String delivery) {
        return gateway.post(
                "/v1/webhooks/gitea",
                body,
                "X-Gitea-Event",
                event,
                "X-Gitea-Delivery",
                delivery,
                "X-Gitea-Signature",
                hmac(SECRET, body));
    }

    static Answer cdevents(Gateway gateway, String contentType, byte[] body, String... headers) {
        String[] all = new String[headers.length + 4];
        all[0] = "Content-Type";
        all[1] = contentType;
        all[2] = "Authorization";
        all[3] = "Bearer " + SECRET;
        System.arraycopy(headers, 0, all, 4, headers.length);
        return gateway.post("/v1/events/cdevents", body, all);
    }

    static String hmac(String secret, byte[] body) {
        return HexFormat.of().formatHex(mac(secret, body));
    }

    static byte[] payload(String resource) {
        try (InputStream in = Senders.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(String secret, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
