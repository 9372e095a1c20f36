// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
    @TempDir
    private Path path;

    @Test
    void isHeldByOneRunnerAtATime() {
        WorkDirectory held = WorkDirectory.take(path);

        assertThatThrownBy(() -> WorkDirectory.take(path))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(path.toString());
        held.close();
        WorkDirectory.take(path).close();
    }

    @Test
    void remembersTheSessionBefore() {
        try (WorkDirectory first = WorkDirectory.take(path)) {
            assertThat(first.endEarlierSession()).isNull();
            first.begin("session-1");
        }

        try (WorkDirectory second = WorkDirectory.take(path)) {
            assertThat(second.endEarlierSession()).isEqualTo("session-1");
        }
    }

    @Test
    void claimsNothingOfASessionOfAnotherMachine() throws IOException {
        Files.write(path.resolve("session"), List.of("session-1", "another boot of another machine"));

        try (WorkDirectory directory = WorkDirectory.take(path)) {
            assertThat(directory.endEarlierSession()).isNull();
        }
    }

    @Test
    void removesTheWorkspacesOfTheSessionBefore() throws IOException {
        try (WorkDirectory directory = WorkDirectory.take(path)) {
            Files.createDirectories(directory.attempts().resolve("job-1/workspace"));

            directory.endEarlierSession();

            assertThat(directory.attempts().resolve("job-1")).exists();
            directory.removeLeftovers();
            assertThat(directory.attempts()).doesNotExist();
        }
    }
}
