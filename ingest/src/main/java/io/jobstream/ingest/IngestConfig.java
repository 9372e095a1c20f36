// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.ingest.log.RequestLog;
import io.jobstream.signatures.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a copy of the gateway runs.
 *
 * @param rules the YAML file of trigger rules; null for none
 * @param tenants the YAML file of tenants' policies; null for none
 * @param secrets what proves that a webhook is from where it says
 * @param bounds what may wait for Kafka at a time, and for how long
 * @param remembered how long a key is answered from what was accepted under it
 * @param jobsRememberedMax how many jobs are remembered at most
 * @param signingKey signs what is accepted; null where the scheduler asks for no signatures
 */
public record IngestConfig(
        @Nullable Path rules,
        @Nullable Path tenants,
        WebhookSecrets secrets,
        RequestLog.Bounds bounds,
        Duration remembered,
        int jobsRememberedMax,
        @Nullable SigningKey signingKey) {

    private static final RequestLog.Bounds BOUNDS_DEFAULT =
            new RequestLog.Bounds(2_000, 32L * 1024 * 1024, Duration.ofSeconds(5));

    /** No webhooks, and the default bounds. */
    public static IngestConfig defaults() {
        return new IngestConfig(null, null, WebhookSecrets.NONE, BOUNDS_DEFAULT, Duration.ofHours(24), 100_000, null);
    }

    public IngestConfig withRules(@Nullable Path file) {
        return new IngestConfig(file, tenants, secrets, bounds, remembered, jobsRememberedMax, signingKey);
    }

    public IngestConfig withTenants(@Nullable Path file) {
        return new IngestConfig(rules, file, secrets, bounds, remembered, jobsRememberedMax, signingKey);
    }

    public IngestConfig withJobsRemembered(int max) {
        return new IngestConfig(rules, tenants, secrets, bounds, remembered, max, signingKey);
    }

    public IngestConfig withSecrets(WebhookSecrets other) {
        return new IngestConfig(rules, tenants, other, bounds, remembered, jobsRememberedMax, signingKey);
    }

    public IngestConfig withSigningKey(@Nullable SigningKey key) {
        return new IngestConfig(rules, tenants, secrets, bounds, remembered, jobsRememberedMax, key);
    }

    /** With this one secret for GitHub's webhooks, or none. */
    public IngestConfig withGithubSecret(@Nullable String secret) {
        return withSecrets(secrets.withGithub(secret == null ? List.of() : List.of(secret)));
    }
}
