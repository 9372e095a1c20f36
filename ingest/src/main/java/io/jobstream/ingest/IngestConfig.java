// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import io.jobstream.ingest.log.RequestLog;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a copy of the gateway runs.
 *
 * @param rules the YAML file of trigger rules; null for none
 * @param tenants the YAML file of tenants' policies; null for none
 * @param githubSecret what GitHub signs its webhooks with; null refuses them all
 * @param bounds what may wait for Kafka at a time, and for how long
 * @param remembered how long a key is answered from what was accepted under it
 * @param jobsRememberedMax how many jobs are remembered at most
 */
public record IngestConfig(
        @Nullable Path rules,
        @Nullable Path tenants,
        @Nullable String githubSecret,
        RequestLog.Bounds bounds,
        Duration remembered,
        int jobsRememberedMax) {

    private static final RequestLog.Bounds BOUNDS_DEFAULT =
            new RequestLog.Bounds(2_000, 32L * 1024 * 1024, Duration.ofSeconds(5));

    public IngestConfig {
        if (githubSecret != null && githubSecret.isBlank()) {
            throw new IllegalArgumentException("An empty secret for GitHub's webhooks would let anyone sign them");
        }
    }

    /** No webhooks, and the default bounds. */
    public static IngestConfig defaults() {
        return new IngestConfig(null, null, null, BOUNDS_DEFAULT, Duration.ofHours(24), 100_000);
    }

    public IngestConfig withRules(@Nullable Path file) {
        return new IngestConfig(file, tenants, githubSecret, bounds, remembered, jobsRememberedMax);
    }

    public IngestConfig withTenants(@Nullable Path file) {
        return new IngestConfig(rules, file, githubSecret, bounds, remembered, jobsRememberedMax);
    }

    public IngestConfig withGithubSecret(@Nullable String secret) {
        return new IngestConfig(rules, tenants, secret, bounds, remembered, jobsRememberedMax);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IngestConfig[rules=" + rules + ", tenants=" + tenants + ", githubSecret="
                + (githubSecret == null ? "none" : "set")
                + ", bounds=" + bounds + ", remembered=" + remembered + ", jobsRememberedMax=" + jobsRememberedMax
                + "]";
    }
}
