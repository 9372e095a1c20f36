// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.client.Api;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The webhook that GitHub would send for a push of the commit. */
final class PushWebhook {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PushWebhook() {}

    /** Sends it; returns the ids of the jobs that it started, with their names. */
    static Map<String, String> send(Api api, DemoRepository repository, String secret)
            throws IOException, InterruptedException {
        byte[] body = payload(repository).toString().getBytes(StandardCharsets.UTF_8);
        Api.Answer answer = api.post(
                "/v1/webhooks/github",
                body,
                Map.of(
                        "X-GitHub-Event",
                        "push",
                        "X-GitHub-Delivery",
                        UUID.randomUUID().toString(),
                        "X-Hub-Signature-256",
                        "sha256=" + hmac(secret, body)));
        if (!answer.ok()) {
            throw new FailedException("the gateway refused the webhook: " + answer.problem());
        }
        Map<String, String> jobs = new LinkedHashMap<>();
        for (JsonNode started : answer.body().path("started")) {
            started.path("jobs")
                    .forEach(job -> jobs.put(
                            job.path("jobId").asText(), job.path("name").asText()));
        }
        if (jobs.isEmpty()) {
            throw new FailedException("the webhook started nothing: " + answer.body());
        }
        return jobs;
    }

    private static ObjectNode payload(DemoRepository repository) {
        ObjectNode payload = JSON.createObjectNode();
        payload.put("ref", "refs/heads/" + repository.branch());
        payload.put("before", "0".repeat(repository.commit().length()));
        payload.put("after", repository.commit());
        payload.put("created", true).put("deleted", false).put("forced", false);
        String[] name = repository.fullName().split("/", 2);
        ObjectNode about = payload.putObject("repository");
        about.put("name", name[1]).put("full_name", repository.fullName());
        about.put("clone_url", repository.path().toString());
        about.putObject("owner").put("login", name[0]);
        payload.putObject("pusher").put("name", System.getProperty("user.name", "demo"));
        payload.putArray("commits").addObject().put("id", repository.commit());
        payload.putObject("head_commit").put("id", repository.commit());
        return payload;
    }

    private static String hmac(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
