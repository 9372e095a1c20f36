// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import java.util.List;

/**
 * What proves that a webhook is from where it says: any of the secrets does, so that they can be changed while both
 * sides run. Where there is none every webhook is refused.
 *
 * @param github what GitHub signs with
 * @param gitlab GitLab's secret tokens, and signing tokens
 * @param gitea what Gitea or Forgejo signs with
 * @param cdevents bearer tokens of those that send CDEvents
 */
public record WebhookSecrets(List<String> github, List<String> gitlab, List<String> gitea, List<String> cdevents) {
    public static final WebhookSecrets NONE = new WebhookSecrets(List.of(), List.of(), List.of(), List.of());

    public WebhookSecrets {
        github = checked("GitHub's webhooks", github);
        gitlab = checked("GitLab's webhooks", gitlab);
        gitea = checked("Gitea's webhooks", gitea);
        cdevents = checked("CDEvents", cdevents);
    }

    /** Those that a forge may know, by its word in paths. */
    List<String> of(String forge) {
        return switch (forge) {
            case "github" -> github;
            case "gitlab" -> gitlab;
            case "gitea" -> gitea;
            default -> List.of();
        };
    }

    public WebhookSecrets withGithub(List<String> secrets) {
        return new WebhookSecrets(secrets, gitlab, gitea, cdevents);
    }

    public WebhookSecrets withGitlab(List<String> secrets) {
        return new WebhookSecrets(github, secrets, gitea, cdevents);
    }

    public WebhookSecrets withGitea(List<String> secrets) {
        return new WebhookSecrets(github, gitlab, secrets, cdevents);
    }

    public WebhookSecrets withCdevents(List<String> tokens) {
        return new WebhookSecrets(github, gitlab, gitea, tokens);
    }

    /** How many there are, but none of them. */
    @Override
    public String toString() {
        return "WebhookSecrets[github=" + github.size() + ", gitlab=" + gitlab.size() + ", gitea=" + gitea.size()
                + ", cdevents=" + cdevents.size() + "]";
    }

    private static List<String> checked(String of, List<String> secrets) {
        if (secrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("An empty secret for " + of + " would let anyone send them");
        }
        return List.copyOf(secrets);
    }
}
