// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.ingest.IngestConfig;
import io.jobstream.standalone.cli.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What forges may trigger, and what tenants may have. */
public final class GatewayOptions {
    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "YAML file of trigger rules; changes are taken up without a restart. Default: no rules.")
    @Nullable
    Path rules;

    @Option(
            names = "--github-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that GitHub signs its webhooks with. Default: webhooks are refused.")
    @Nullable
    Path githubSecretFile;

    @Option(
            names = "--tenants",
            paramLabel = "FILE",
            description = "YAML file of tenants' weights and limits; changes are taken up without a restart. Default:"
                    + " none.")
    @Nullable
    Path tenants;

    public void check(Problems problems) {
        if (rules != null && !Files.isReadable(rules)) {
            problems.add("--rules " + rules + " cannot be read");
        }
        if (tenants != null && !Files.isReadable(tenants)) {
            problems.add("--tenants " + tenants + " cannot be read");
        }
        problems.read(this::config);
    }

    public IngestConfig config() {
        return IngestConfig.defaults().withRules(rules).withTenants(tenants).withGithubSecret(secret());
    }

    private @Nullable String secret() {
        if (githubSecretFile == null) {
            return null;
        }
        try {
            return Files.readString(githubSecretFile).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("--github-secret-file " + githubSecretFile + " cannot be read", e);
        }
    }
}
