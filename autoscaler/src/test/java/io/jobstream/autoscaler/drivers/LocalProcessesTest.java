// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobstream.autoscaler.decision.RunnerGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell in the place of the program. */
class LocalProcessesTest {
    private static final RunnerGroup GROUP = new RunnerGroup(
            "local", "default", List.of("linux", "x64"), 3, Map.of("gpu", 2), 0, 4, Duration.ofMinutes(1));
    private static final String RUNNER = "local-0123456789";

    @TempDir
    private Path directory;

    @Test
    void startsTheProgramWithWhatARunnerMustBe() {
        LocalProcesses processes = program("echo \"$@\"");

        start(processes);

        Path work = directory.resolve(RUNNER).resolve("work");
        await().untilAsserted(() -> assertThat(said())
                .isEqualTo("runner --pool default --runner-id " + RUNNER + " --slots 3 --work-dir " + work
                        + " --label linux,x64 --resource gpu=2"));
    }

    @Test
    void tellsThatAProcessEndedBeforeItJoined() {
        LocalProcesses processes = program("exit 7");

        start(processes);

        await().untilAsserted(() -> assertThat(processes.failure(RUNNER))
                .hasValueSatisfying(why -> assertThat(why).contains("status 7", "runner.log")));
        assertThat(processes.children()).isEmpty();
    }

    @Test
    void removesWhatARunnerThatHasLeftKept() throws Exception {
        Path go = directory.resolve("go");
        LocalProcesses processes = program("while [ ! -e " + go + " ]; do sleep 0.05; done");
        start(processes);
        assertThat(processes.children()).containsExactly(RUNNER);
        assertThat(processes.failure(RUNNER)).isEmpty();

        Files.createFile(go);
        processes.stop(GROUP, RUNNER);

        assertThat(processes.children()).isEmpty();
        assertThat(directory.resolve(RUNNER)).doesNotExist();
    }

    @Test
    void removesWhatARunnerOfAnEarlierStartKept() throws Exception {
        Files.createDirectories(directory.resolve(RUNNER).resolve("work"));

        program("true").stop(GROUP, RUNNER);

        assertThat(directory.resolve(RUNNER)).doesNotExist();
    }

    @Test
    void saysThatAProgramCannotBeRun() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        LocalProcesses processes = new LocalProcesses(List.of("true"), file);

        assertThatThrownBy(() -> processes.start(GROUP, RUNNER)).isInstanceOf(DriverException.class);
    }

    private LocalProcesses program(String script) {
        return new LocalProcesses(List.of("sh", "-c", script, "program", "runner"), directory);
    }

    private static void start(LocalProcesses processes) {
        try {
            processes.start(GROUP, RUNNER);
        } catch (DriverException e) {
            throw new AssertionError(e);
        }
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve(RUNNER).resolve("runner.log")).strip();
    }
}
