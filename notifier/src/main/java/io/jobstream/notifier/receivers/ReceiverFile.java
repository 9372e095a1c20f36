// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the YAML file that says who is told:
 *
 * <pre>
 * dashboard: https://ci.example.org
 * receivers:
 *   - name: team-chat
 *     type: slack
 *     url: ${env:SLACK_URL}        # or url-file: /run/secrets/slack
 *     repositories: ["acme/*"]
 *     branches: [main, "release/**"]
 *     kinds: [FAILED, RECOVERED]
 *   - name: bridge
 *     type: webhook
 *     url: https://bridge.example.org/jobs
 *     secret-file: /run/secrets/bridge
 * </pre>
 */
public final class ReceiverFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int RECEIVERS_MAX = 32;

    private final Path file;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private ReceiverFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** What the file says. */
    public record Contents(Optional<URI> dashboard, List<Receiver> receivers) {}

    public static Contents read(Path file, Map<String, String> environment) {
        ReceiverFile reading = new ReceiverFile(file, environment);
        Contents contents = reading.contents();
        if (!reading.problems.isEmpty()) {
            throw new ReceiverFileException(file, reading.problems);
        }
        return contents;
    }

    private Contents contents() {
        Fields root = new Fields(parsed(), "", environment, problems);
        root.allow("dashboard", "receivers");
        Optional<URI> dashboard = root.text("dashboard").flatMap(text -> root.httpUri("dashboard", text));
        List<Receiver> receivers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode list = root.node().path("receivers");
        if (!list.isArray() || list.size() > RECEIVERS_MAX) {
            problems.add("receivers: expected a list of at most " + RECEIVERS_MAX);
            return new Contents(dashboard, receivers);
        }
        for (int i = 0; i < list.size(); i++) {
            Fields entry = new Fields(list.get(i), "receivers[" + i + "].", environment, problems);
            ReceiverEntry.read(entry).ifPresent(receiver -> {
                if (!names.add(receiver.name())) {
                    entry.problem("name", "'" + receiver.name() + "' is taken");
                }
                receivers.add(receiver);
            });
        }
        return new Contents(dashboard, receivers);
    }

    private JsonNode parsed() {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            // Without the source text, which may hold secrets.
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new ReceiverFileException(file, List.of(line + "not YAML: " + firstLine(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new ReceiverFileException(
                    file, List.of("cannot be read: " + e.getClass().getSimpleName()));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
