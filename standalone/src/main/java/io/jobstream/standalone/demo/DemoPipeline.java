// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The jobs of the demo, and how each must end. */
final class DemoPipeline {
    static final String FAILING = "fails-on-purpose";
    static final int FAILING_EXIT_CODE = 3;
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());

    private final List<Job> jobs;

    private DemoPipeline(List<Job> jobs) {
        this.jobs = jobs;
    }

    /** One job. */
    record Job(String name, String script, List<String> needs) {
        String outcome() {
            return name.equals(FAILING) ? "FAILED" : "SUCCEEDED";
        }
    }

    /** @param script what a user wants run instead of the demo's own jobs that compile and test */
    static DemoPipeline of(Optional<String> script) {
        List<Job> own = script.map(text -> List.of(new Job("script", text, List.of("count"))))
                .orElseGet(() -> List.of(
                        new Job("compile", resource("compile.sh"), List.of()),
                        new Job("test", resource("test.sh"), List.of("compile"))));
        return new DemoPipeline(java.util.stream.Stream.of(
                        List.of(new Job("count", resource("count.sh"), List.of())),
                        own,
                        List.of(new Job(FAILING, resource("fails-on-purpose.sh"), List.of())))
                .flatMap(List::stream)
                .toList());
    }

    List<Job> jobs() {
        return jobs;
    }

    /** The trigger rules that make this of a push to the repository. */
    String rules(DemoRepository repository, Duration timeLimit) {
        ObjectNode document = YAML.createObjectNode();
        ObjectNode rule = document.putArray("rules").addObject();
        rule.put("name", "demo").put("on", "push").put("repository", repository.fullName());
        ObjectNode pipeline = rule.putObject("pipeline");
        pipeline.put("timeLimit", timeLimit.toString());
        ArrayNode list = pipeline.putArray("jobs");
        for (Job job : jobs) {
            ObjectNode entry = list.addObject().put("name", job.name()).put("script", job.script());
            if (!job.needs().isEmpty()) {
                ArrayNode needs = entry.putArray("needs");
                job.needs().forEach(needs::add);
            }
        }
        try {
            return "# What a push to this repository starts.\n" + YAML.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(DemoPipeline.class.getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
