// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.ingest.IngestConfig;
import io.jobstream.ingest.WebhookSecrets;
import io.jobstream.standalone.cli.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            description = "File with the secret that GitHub signs its webhooks with; each line is one that counts."
                    + " Default: webhooks are refused.")
    @Nullable
    Path githubSecretFile;

    @Option(
            names = "--gitlab-secret-file",
            paramLabel = "FILE",
            description = "File with the secret token or the signing token of GitLab's webhooks; each line is one that"
                    + " counts. Default: they are refused.")
    @Nullable
    Path gitlabSecretFile;

    @Option(
            names = "--gitea-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that Gitea or Forgejo signs its webhooks with; each line is one that"
                    + " counts. Default: they are refused.")
    @Nullable
    Path giteaSecretFile;

    @Option(
            names = "--cdevents-token-file",
            paramLabel = "FILE",
            description = "File with the bearer token of those that send CDEvents; each line is one that counts."
                    + " Default: they are refused.")
    @Nullable
    Path cdeventsTokenFile;

    @Option(
            names = "--tenants",
            paramLabel = "FILE",
            description = "YAML file of tenants' weights and limits; changes are taken up without a restart. Default:"
                    + " none.")
    @Nullable
    Path tenants;

    @Option(
            names = "--jobs-remembered",
            paramLabel = "N",
            description = "Jobs of the last day whose keys are answered from memory, some 500 bytes each. For a pool"
                    + " that grows, at least those of an hour. Default: ${DEFAULT-VALUE}.",
            defaultValue = "100000")
    int jobsRemembered;

    public void check(Problems problems) {
        if (jobsRemembered < 1) {
            problems.add("--jobs-remembered must be at least 1 but is " + jobsRemembered);
        }
        if (rules != null && !Files.isReadable(rules)) {
            problems.add("--rules " + rules + " cannot be read");
        }
        if (tenants != null && !Files.isReadable(tenants)) {
            problems.add("--tenants " + tenants + " cannot be read");
        }
        problems.read(this::config);
    }

    public IngestConfig config() {
        return IngestConfig.defaults()
                .withRules(rules)
                .withTenants(tenants)
                .withJobsRemembered(jobsRemembered)
                .withSecrets(new WebhookSecrets(
                        secrets("--github-secret-file", githubSecretFile),
                        secrets("--gitlab-secret-file", gitlabSecretFile),
                        secrets("--gitea-secret-file", giteaSecretFile),
                        secrets("--cdevents-token-file", cdeventsTokenFile)));
    }

    private static List<String> secrets(String option, @Nullable Path file) {
        if (file == null) {
            return List.of();
        }
        try {
            List<String> secrets = Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (secrets.isEmpty()) {
                throw new IllegalArgumentException(option + " " + file + " is empty");
            }
            return secrets;
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " " + file + " cannot be read", e);
        }
    }
}
