// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.groups;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jobstream.autoscaler.decision.RunnerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the YAML file of groups:
 *
 * <pre>
 * groups:
 *   - name: linux
 *     labels: [linux, x64]
 *     slots: 2
 *     max: 8
 *   - name: gpu
 *     pool: research
 *     labels: [gpu, linux, x64]
 *     min: 1
 *     max: 4
 *     idleFor: PT10M
 * </pre>
 */
public final class GroupFile {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int GROUPS_MAX = 100;

    private final Path file;
    private final List<String> problems = new ArrayList<>();

    private GroupFile(Path file) {
        this.file = file;
    }

    /**
     * The groups in the file's order.
     *
     * @throws GroupFileException naming every mistake
     */
    public static List<RunnerGroup> read(Path file) {
        GroupFile reading = new GroupFile(file);
        List<RunnerGroup> groups = reading.groups();
        if (!reading.problems.isEmpty()) {
            throw new GroupFileException(file, reading.problems);
        }
        return groups;
    }

    private List<RunnerGroup> groups() {
        JsonNode root = parsed();
        GroupFields top = new GroupFields(root, "", problems);
        top.allow("groups");
        JsonNode list = root.path("groups");
        if (!list.isArray() || list.isEmpty() || list.size() > GROUPS_MAX) {
            problems.add("groups: expected a list of 1 to " + GROUPS_MAX);
            return List.of();
        }
        List<RunnerGroup> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            GroupFields entry = new GroupFields(list.get(i), "groups[" + i + "].", problems);
            Optional<RunnerGroup> group = entry.group();
            group.filter(read -> !names.add(read.name()))
                    .ifPresent(read -> entry.problem("name", "'" + read.name() + "' is taken"));
            group.ifPresent(groups::add);
        }
        return groups;
    }

    private JsonNode parsed() {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new GroupFileException(file, List.of(line + "not YAML: " + why));
        } catch (IOException e) {
            throw new GroupFileException(
                    file, List.of("cannot be read: " + e.getClass().getSimpleName()));
        }
    }
}
