// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.testing.OnCluster;
import io.jobstream.embedded.testing.TestCluster;
import io.jobstream.http.json.Json;
import io.jobstream.ingest.Gateway.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the documentation shows. */
@OnCluster
class DocumentationIT {
    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void theHttpPageShowsWhatHappens(TestCluster cluster) throws Exception {
        assertShowsWhatHappens("reference/http.md", IngestConfig.defaults(), cluster);
    }

    @Test
    void theWebhooksPageShowsWhatHappens(TestCluster cluster) throws Exception {
        WebhookSecrets secrets = WebhookSecrets.NONE.withCdevents(List.of("secret"));
        assertShowsWhatHappens("webhooks.md", IngestConfig.defaults().withSecrets(secrets), cluster);
    }

    private static void assertShowsWhatHappens(String page, IngestConfig config, TestCluster cluster) throws Exception {
        List<String> blocks = blocks(page, "http");
        assertThat(blocks.size()).isEven().isPositive();

        try (Gateway gateway = new Gateway(config, cluster.connection(), cluster.partitions())) {
            await().until(() -> gateway.get("/readyz").status() == 200);
            for (int i = 0; i < blocks.size(); i += 2) {
                Answer answer = send(gateway, blocks.get(i));
                String[] shown = blocks.get(i + 1).split("\n\n", 2);

                assertThat(shown[0]).startsWith("HTTP/1.1 " + answer.status() + " ");
                assertThat(answer.response()
                                .headers()
                                .firstValue("Content-Type")
                                .orElseThrow())
                        .startsWith(header(shown[0], "Content-Type"));
                assertAsShown(Json.MAPPER.readTree(shown[1]), answer.body());
            }
        }
    }

    @Test
    void theHttpPageHasAFileOfPoliciesThatCanBeUsed(TestCluster cluster, @TempDir Path directory) throws Exception {
        for (String policies : blocks("reference/http.md", "yaml")) {
            Path file = Files.writeString(directory.resolve("tenants.yaml"), policies);
            IngestConfig config = IngestConfig.defaults().withTenants(file);

            try (Gateway gateway = new Gateway(config, cluster.connection(), cluster.partitions())) {
                assertThat(gateway.get("/metrics").response().body()).contains("jobstream_ingest_tenants 2.0");
            }
        }
    }

    @Test
    void theTriggerRulesPageHasRulesThatCanBeUsed(TestCluster cluster, @TempDir Path directory) throws Exception {
        for (String rules : blocks("trigger-rules.md", "yaml")) {
            long count =
                    rules.lines().filter(line -> line.startsWith("  - name:")).count();

            try (Gateway gateway =
                    new Gateway(withRules(rules, directory), cluster.connection(), cluster.partitions())) {
                assertThat(count).isGreaterThan(1);
                assertThat(gateway.get("/metrics").response().body())
                        .contains("jobstream_ingest_rules " + count + ".0");
            }
        }
    }

    @Test
    void theTriggerRulesPageShowsWhatHappens(TestCluster cluster, @TempDir Path directory) throws Exception {
        assertShowsWhatHappens("trigger-rules.md", withRules(feedback(), directory), cluster);
    }

    /** What the page says of each of its rules for feedback. */
    @Test
    void theRulesForFeedbackStartWhatTheyAreFor(TestCluster cluster, @TempDir Path directory) throws Exception {
        String job = "{\"job\": {\"name\": \"%s\", \"repository\": \"acme/shop\", \"branch\": \"main\", %s}}";
        String lost = "\"outcome\": \"ABANDONED\", \"cause\": \"RUNNER_LOST\"";
        try (Gateway gateway =
                new Gateway(withRules(feedback(), directory), cluster.connection(), cluster.partitions())) {
            await().until(() -> gateway.get("/readyz").status() == 200);

            assertThat(starts(gateway, "{\"at\": \"2026-07-10T00:30:00Z\"}")).containsExactly("nightly");
            assertThat(starts(gateway, "{\"at\": \"2026-07-11T00:30:00Z\"}")).isEmpty();
            assertThat(starts(gateway, job.formatted("build", lost))).containsExactly("elsewhere", "tell");
            assertThat(starts(gateway, job.formatted("build", lost + ", \"triggeredBy\": [\"elsewhere\"]")))
                    .containsExactly("tell");
            assertThat(starts(gateway, job.formatted("build", "\"outcome\": \"SUCCEEDED\"")))
                    .containsExactly("deploy");
            assertThat(starts(gateway, job.formatted("tell", "\"outcome\": \"TIMED_OUT\", \"cause\": \"TIMEOUT\"")))
                    .isEmpty();
            assertThat(starts(
                            gateway,
                            "{\"cdevent\": {\"specversion\": \"1.0\", \"id\": \"1\", \"source\":"
                                    + " \"https://registry.example.org/acme\","
                                    + " \"type\": \"dev.cdevents.artifact.published.0.2.0\"}}"))
                    .containsExactly("published");
        }
    }

    private static String feedback() throws Exception {
        return blocks("trigger-rules.md", "yaml").get(1);
    }

    private static IngestConfig withRules(String rules, Path directory) throws Exception {
        return IngestConfig.defaults()
                .withRules(Files.writeString(directory.resolve("rules.yaml"), rules))
                .withGithubSecret("secret");
    }

    private static List<String> starts(Gateway gateway, String question) {
        List<String> starts = new ArrayList<>();
        gateway.post("/v1/triggers:dry-run", question).body().path("rules").forEach(rule -> {
            if (rule.path("starts").asBoolean()) {
                starts.add(rule.path("rule").asText());
            }
        });
        return starts;
    }

    private static Answer send(Gateway gateway, String request) {
        String[] parts = request.split("\n\n", 2);
        List<String> headers = new ArrayList<>();
        parts[0].lines().skip(1).filter(line -> !line.startsWith("Host")).forEach(line -> {
            headers.add(line.substring(0, line.indexOf(':')));
            headers.add(line.substring(line.indexOf(':') + 2));
        });
        String[] line = parts[0].split(" ", 3);
        return line[0].equals("PUT")
                ? gateway.put(line[1], parts[1])
                : gateway.post(line[1], parts[1], headers.toArray(String[]::new));
    }

    /** The same fields in the same order, and the same values but for those shown as dots. */
    private static void assertAsShown(JsonNode shown, JsonNode actual) {
        if (shown.isContainerNode()) {
            assertThat(actual.getNodeType()).isEqualTo(shown.getNodeType());
            assertThat(actual.size()).as(actual.toString()).isEqualTo(shown.size());
            assertThat(actual.fieldNames()).toIterable().containsExactlyElementsOf(shown::fieldNames);
            shown.fieldNames().forEachRemaining(name -> assertAsShown(shown.get(name), actual.get(name)));
            for (int i = 0; shown.isArray() && i < shown.size(); i++) {
                assertAsShown(shown.get(i), actual.get(i));
            }
        } else if (!shown.asText().equals("...")) {
            assertThat(actual).isEqualTo(shown);
        }
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> blocks(String page, String language) throws Exception {
        Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return block.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map((MatchResult result) -> result.group(1).strip())
                .toList();
    }
}
