// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.runner.execution.RunnerResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerConfigTest {
    private static final Path WORK = Path.of("work");

    @Test
    void hasTheseDefaults() {
        RunnerConfig config = RunnerConfig.defaults("pool", WORK);

        assertThat(config.slots()).isEqualTo(1);
        assertThat(config.executor()).isEqualTo(ExecutorKind.PROCESS);
        assertThat(config.labels()).hasSize(2);
        assertThat(config.keepWorkspaces()).isFalse();
        assertThat(config.limits())
                .isEqualTo(new RunnerLimits(
                        Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofHours(1), 67_108_864));
    }

    @Test
    void sortsItsLabelsAndKeepsEachOnce() {
        RunnerConfig config = RunnerConfig.defaults("pool", WORK).withMoreLabels(List.of("zig", "ada", "zig"));

        assertThat(config.labels()).isSorted().doesNotHaveDuplicates().contains("ada", "zig");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        RunnerLimits limits = new RunnerLimits(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(-1), -1);

        assertThatThrownBy(() -> new RunnerConfig(
                        " ", "a\nb", List.of(""), 0, RunnerResources.NONE, WORK, ExecutorKind.PROCESS, false, limits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("pool", "runnerId", "label", "slots", "heartbeatInterval", "grace", "drain")
                .hasMessageContaining("logBytesMax");
    }

    @Test
    void namesWhatIsWrongWithItsResources() {
        assertThatThrownBy(() -> new RunnerResources(Map.of("GPU", 1, "qpu", 0), Map.of("tpu", "A B")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "'GPU'", "qpu there must be 1 to 10000 but are 0", "tpu, which is none", "'A B'");
    }
}
