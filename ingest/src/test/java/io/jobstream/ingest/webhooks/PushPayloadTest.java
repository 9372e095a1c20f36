// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.ingest.gitea.GiteaForge;
import io.jobstream.ingest.github.GithubForge;
import io.jobstream.ingest.gitlab.GitlabForge;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushPayloadTest {
    /** Without paths a rule takes the push, whatever paths it has. */
    @ParameterizedTest
    @CsvSource({
        "github, 19, 0, '', 19",
        "github, 20, 0, '', 0",
        "github, 21, 0, '', 21",
        "github, 2048, 0, '', 0",
        "gitlab, 20, 20, total_commits_count, 20",
        "gitlab, 20, 21, total_commits_count, 0",
        "gitea, 5, 5, total_commits, 5",
        "gitea, 5, 6, total_commits, 0"
    })
    void knowsNoPathsWhereTheForgeCutTheCommitsShort(String forge, int listed, int total, String field, int paths) {
        assertThat(changedPaths(forge, payload(listed, total, field))).hasSize(paths);
    }

    private static List<String> changedPaths(String forge, ObjectNode payload) {
        Forge reader =
                switch (forge) {
                    case "github" -> new GithubForge();
                    case "gitlab" -> new GitlabForge();
                    default -> new GiteaForge();
                };
        Meaning meaning = reader.read("push", new Payload(payload), Instant.EPOCH);
        return ((Meaning.Pushed) meaning).push().changedPaths();
    }

    private static ObjectNode payload(int listed, int total, String field) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("ref", "refs/heads/main").put("after", "a".repeat(40)).put("checkout_sha", "a".repeat(40));
        payload.putObject("repository").put("full_name", "acme/shop").put("clone_url", "https://x.example/r.git");
        payload.putObject("project")
                .put("path_with_namespace", "acme/shop")
                .put("git_http_url", "https://x.example/r.git");
        for (int i = 0; i < listed; i++) {
            payload.withArray("commits").addObject().putArray("added").add("path-" + i);
        }
        if (!field.isEmpty()) {
            payload.put(field, total);
        }
        return payload;
    }
}
