// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.autoscaler.decision.RunnerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupFileTest {
    private static final Path PAGE = Path.of("..", "docs", "operating.md");

    @TempDir
    private Path directory;

    @Test
    void readsGroupsInTheirOrderWithDefaults() throws Exception {
        List<RunnerGroup> groups = read("""
                groups:
                  - name: linux
                    max: 8
                  - name: gpu
                    pool: research
                    labels: [linux, gpu]
                    resources: {gpu: 2}
                    slots: 2
                    min: 1
                    max: 4
                    idleFor: PT10M
                """);

        assertThat(groups)
                .containsExactly(
                        new RunnerGroup("linux", "default", List.of(), 1, Map.of(), 0, 8, Duration.ofMinutes(1)),
                        new RunnerGroup(
                                "gpu",
                                "research",
                                List.of("gpu", "linux"),
                                2,
                                Map.of("gpu", 2),
                                1,
                                4,
                                Duration.ofMinutes(10)));
    }

    @Test
    void namesEveryMistake() {
        assertThatThrownBy(() -> read("""
                groups:
                  - name: a b
                    pool: ""
                    labels: [fine, "a,b"]
                    slots: 0
                    max: many
                    idleFor: 10m
                    colour: red
                  - name: twice
                    min: 3
                    max: 2
                  - name: once
                    max: 1
                  - name: once
                    max: 1
                  - max: 1
                more: true
                """))
                .isInstanceOf(GroupFileException.class)
                .hasMessageContainingAll(
                        "more: not a field",
                        "groups[0].name: expected letters",
                        "groups[0].pool: expected letters",
                        "groups[0].labels: expected at most 32",
                        "groups[0].slots: expected a whole number from 1",
                        "groups[0].max: expected a whole number from 1",
                        "groups[0].idleFor: expected a duration",
                        "groups[0].colour: not a field",
                        "groups[1].min: is above max, 2",
                        "groups[3].name: 'once' is taken",
                        "groups[4].name: expected letters");
    }

    @Test
    void refusesAFileWithoutGroups() {
        assertThatThrownBy(() -> read("groups: []")).hasMessageContaining("groups: expected a list of 1 to 100");
        assertThatThrownBy(() -> read("{}")).hasMessageContaining("groups: expected a list of 1 to 100");
        assertThatThrownBy(() -> read("groups: [")).hasMessageContaining("not YAML");
        assertThatThrownBy(() -> GroupFile.read(directory.resolve("nowhere"))).hasMessageContaining("cannot be read");
    }

    @Test
    void readsTheFileThatTheManualShows() throws Exception {
        Matcher shown =
                Pattern.compile("```yaml\n(groups:\n.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));

        assertThat(shown.find()).isTrue();
        assertThat(read(shown.group(1))).hasSize(2);
    }

    private List<RunnerGroup> read(String text) throws IOException {
        return GroupFile.read(Files.writeString(directory.resolve("groups.yaml"), text));
    }
}
