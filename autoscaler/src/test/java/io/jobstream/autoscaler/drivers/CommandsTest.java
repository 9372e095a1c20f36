// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.autoscaler.decision.RunnerGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final RunnerGroup GROUP = new RunnerGroup(
            "gpu", "research", List.of("linux", "gpu"), 2, Map.of("gpu", 1), 0, 4, Duration.ofMinutes(1));
    private static final String RUNNER = "gpu-0123456789";

    @TempDir
    private Path directory;

    @Test
    void tellsTheCommandInItsEnvironmentWhatToMake() throws Exception {
        String print = "echo $JOBSTREAM_RUNNER $JOBSTREAM_GROUP $JOBSTREAM_POOL $JOBSTREAM_LABELS $JOBSTREAM_SLOTS"
                + " $JOBSTREAM_RESOURCES";

        commands(print + " > " + out(), Optional.empty()).start(GROUP, RUNNER);

        assertThat(said()).isEqualTo("gpu-0123456789 gpu research gpu,linux 2 gpu=1");
    }

    @Test
    void runsTheStopCommandForARunnerThatHasLeft() throws Exception {
        commands("true", Optional.of("echo gone $JOBSTREAM_RUNNER > " + out())).stop(GROUP, RUNNER);

        assertThat(said()).isEqualTo("gone gpu-0123456789");
    }

    @Test
    void needsNoStopCommand() throws Exception {
        commands("true", Optional.empty()).stop(GROUP, RUNNER);

        assertThat(Files.exists(directory.resolve("out"))).isFalse();
    }

    @Test
    void saysThatACommandFailed() {
        assertThatThrownBy(() -> commands("exit 3", Optional.empty()).start(GROUP, RUNNER))
                .isInstanceOf(DriverException.class)
                .hasMessage("The start command ended with status 3");
        assertThatThrownBy(() -> commands("true", Optional.of("exit 4")).stop(GROUP, RUNNER))
                .isInstanceOf(DriverException.class)
                .hasMessage("The stop command ended with status 4");
    }

    @Test
    void endsACommandThatTakesTooLong() {
        Commands slow = new Commands("sleep 600 & wait", Optional.empty(), Duration.ofMillis(200));

        assertThatThrownBy(() -> slow.start(GROUP, RUNNER))
                .isInstanceOf(DriverException.class)
                .hasMessageContaining("did not end within");
    }

    private static Commands commands(String start, Optional<String> stop) {
        return new Commands(start, stop, Duration.ofSeconds(30));
    }

    private Path out() {
        return directory.resolve("out");
    }

    private String said() throws Exception {
        return Files.readString(out()).strip();
    }
}
