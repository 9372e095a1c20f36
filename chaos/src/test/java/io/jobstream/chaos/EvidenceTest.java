// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
    @TempDir
    Path directory;

    @Test
    void findsAttemptsOfOneJobThatLivedAtTheSameTime() throws Exception {
        Files.writeString(
                directory.resolve("job-1"),
                "a/1 1700000000.000000\na/2 1700000000.400000\na/1 1700000000.500000\na/2 1700000001.000000\n");

        assertThat(new Evidence(directory).overlaps())
                .hasSize(1)
                .first()
                .asString()
                .contains("executions of a overlap");
    }

    @Test
    void allowsAttemptsOneAfterTheOtherAndLinesThatWereCut() throws Exception {
        Files.writeString(
                directory.resolve("job-1"),
                "a/1 1700000000.000000\na/1 1700000000.500000\na/1 17000\na/2 1700000000.500001\n");

        assertThat(new Evidence(directory).overlaps()).isEmpty();
        assertThat(new Evidence(directory).attempts()).isEqualTo(2);
    }

    @Test
    void isLeftByTheScript() throws Exception {
        Evidence evidence = new Evidence(directory);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", evidence.script("job-1", 0.1, 7));
        builder.environment().put("JOBSTREAM_ATTEMPT", "a/3");

        Process script = builder.start();

        assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isEqualTo(7);
        assertThat(Files.readAllLines(directory.resolve("job-1"))).hasSize(2).allMatch(line -> line.startsWith("a/3 "));
        assertThat(evidence.attempts()).isEqualTo(1);
    }
}
