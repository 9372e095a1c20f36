// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.ExitStatus;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.Problems;
import io.jobstream.standalone.client.GatewayCommand;
import io.jobstream.standalone.client.Posting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks what an event would start. */
@Command(
        name = "dry-run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Show what an event would start and why not more; nothing is started.",
        description = {
            "",
            "The event is one of: a forge's payload, a CDEvent, how a job ends, or a time.",
            "",
            "  jobstream triggers dry-run --forge github --forge-event push push.json",
            "  jobstream triggers dry-run --cdevent event.json",
            "  jobstream triggers dry-run --job 018f3c5e-8e1a-7c3d-9b2f-000000000000 --outcome FAILED --cause SCRIPT",
            "  jobstream triggers dry-run --at 2026-03-29T01:00:00Z",
            ""
        })
public final class DryRunCommand extends GatewayCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--forge", paramLabel = "FORGE", description = "github, gitlab or gitea, whose payload FILE is.")
    @Nullable
    String forge;

    @Option(
            names = "--forge-event",
            paramLabel = "EVENT",
            description = "What the forge's header calls it. Default: ${DEFAULT-VALUE}.",
            defaultValue = "push")
    String event = "push";

    @Option(names = "--cdevent", paramLabel = "FILE", description = "A CloudEvent in the structured mode.")
    @Nullable
    Path cdevent;

    @Option(names = "--job", paramLabel = "JOB", description = "The id of a job of the last day.")
    @Nullable
    String job;

    @Option(
            names = "--outcome",
            paramLabel = "OUTCOME",
            description = "How that job ends. Default: ${DEFAULT-VALUE}.",
            defaultValue = "SUCCEEDED")
    String outcome = "SUCCEEDED";

    @Option(names = "--cause", paramLabel = "CAUSE", description = "Why it does not succeed.")
    @Nullable
    String cause;

    @Option(names = "--at", paramLabel = "TIME", description = "What is due in this minute.")
    @Nullable
    String at;

    @Option(names = "--json", description = "Print the whole answer, with the jobs in full.")
    boolean json;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The payload, with --forge.")
    @Nullable
    Path payload;

    @Override
    public void check(Problems problems) {
        super.check(problems);
        long events =
                Stream.of(forge, cdevent, job, at).filter(Objects::nonNull).count();
        if (events != 1) {
            problems.add("expected one of --forge, --cdevent, --job and --at");
        }
        if ((forge == null) != (payload == null)) {
            problems.add("expected a payload's FILE with --forge, and only with it");
        }
    }

    @Override
    public int run() throws Exception {
        JsonNode answer = posting()
                .post(new Posting.Wish(
                        "POST",
                        "/v1/triggers:dry-run",
                        question(),
                        Map.of(),
                        "the question",
                        "Asking again does no harm"))
                .body();
        if (json) {
            out().println(answer.toPrettyString());
        } else {
            print(answer);
        }
        return ExitStatus.DONE;
    }

    private void print(JsonNode answer) {
        if (answer.has("reason")) {
            out().println("No rule looks at it: " + answer.path("reason").asText());
        }
        for (JsonNode rule : answer.path("rules")) {
            String what = rule.path("starts").asBoolean()
                    ? "starts " + String.join(", ", rule.at("/submits/jobs").findValuesAsText("name")) + " in pool "
                            + rule.at("/submits/pool").asText()
                    : "starts nothing: " + rule.path("why").asText();
            out().println(rule.path("rule").asText() + " " + what);
        }
    }

    private ObjectNode question() {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        if (forge != null) {
            ObjectNode webhook =
                    question.putObject("webhook").put("forge", forge).put("event", event);
            webhook.set("payload", read(Objects.requireNonNull(payload)));
        } else if (cdevent != null) {
            question.set("cdevent", read(cdevent));
        } else if (job != null) {
            ObjectNode ended = question.putObject("job").put("jobId", job).put("outcome", outcome);
            if (cause != null) {
                ended.put("cause", cause);
            }
        } else {
            question.put("at", at);
        }
        return question;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new FailedException(file + " is not readable as JSON", e);
        }
    }
}
