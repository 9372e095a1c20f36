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
import java.util.TreeMap;

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
 * traces:                            # OTLP over HTTP
 *   url: https://collector.example.org/v1/traces
 *   headers: {authorization-file: /run/secrets/collector}
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
    public record Contents(Optional<URI> dashboard, List<Receiver> receivers, Optional<TraceReceiver> traces) {}

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
        root.allow("dashboard", "receivers", "traces");
        Optional<URI> dashboard = root.text("dashboard").flatMap(text -> root.httpUri("dashboard", text));
        return new Contents(dashboard, receivers(root), traces(root));
    }

    private Optional<TraceReceiver> traces(Fields root) {
        if (!root.node().has("traces")) {
            return Optional.empty();
        }
        Fields fields = new Fields(root.node().path("traces"), "traces.", environment, problems);
        fields.allow("url", "url-file", "headers");
        Optional<Secret> url = fields.secret("url");
        if (url.isEmpty()) {
            fields.problem("url", "expected url or url-file");
        }
        Map<String, Secret> headers = new TreeMap<>();
        JsonNode named = fields.node().path("headers");
        Fields header = new Fields(named, "traces.headers.", environment, problems);
        named.fieldNames().forEachRemaining(field -> {
            String name = field.endsWith("-file") ? field.substring(0, field.length() - "-file".length()) : field;
            header.secret(name).ifPresent(value -> headers.put(name, value));
        });
        return url.filter(address -> fields.httpUri("url", address.text()).isPresent())
                .map(address -> new TraceReceiver(address, headers));
    }

    private List<Receiver> receivers(Fields root) {
        List<Receiver> receivers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonNode list = root.node().path("receivers");
        if (list.isMissingNode() && root.node().has("traces")) {
            return receivers;
        }
        if (!list.isArray() || list.size() > RECEIVERS_MAX) {
            problems.add("receivers: expected a list of at most " + RECEIVERS_MAX);
            return receivers;
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
        return receivers;
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
