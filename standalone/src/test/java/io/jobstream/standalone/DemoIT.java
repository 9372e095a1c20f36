// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Tag("alone")
class DemoIT {
    private static final Logger log = LoggerFactory.getLogger(DemoIT.class);
    private static final long GIB = 1024L * 1024 * 1024;

    @TempDir
    Path elsewhere;

    @Test
    void showsThisRepositoryWithinThirtySecondsAndOneAndAHalfGibibytes() throws Exception {
        assumeThat(JobstreamProcess.root().resolve(".git")).exists();
        long begin = System.nanoTime();
        try (JobstreamProcess demo = JobstreamProcess.start(JobstreamProcess.root(), "demo")) {
            long peak = demo.awaitExitWatchingMemory(Duration.ofSeconds(90));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            log.atInfo()
                    .addKeyValue("seconds", took.toMillis() / 1000.0)
                    .addKeyValue("peakMib", peak / 1024 / 1024)
                    .log("The demo is over");

            assertThat(demo.awaitExit(Duration.ofSeconds(1))).as(demo.text()).isZero();
            assertThat(demo.text())
                    .containsPattern("count +succeeded +\\d+\\.\\d{3} s +\\d+\\.\\d{3} s +runner-\\d")
                    .containsPattern("compile +succeeded")
                    .containsPattern("test +succeeded")
                    .containsPattern("fails-on-purpose +failed with exit code 3")
                    .containsPattern("chat +fails-on-purpose failed in ")
                    .contains("All as it should be");
            assertThat(took).isLessThan(Duration.ofSeconds(30));
            assertThat(peak).isLessThan(GIB * 3 / 2);
        }
    }

    @Test
    void tellsTruthfullyThatAScriptFailed() throws Exception {
        git("init", "-q");
        Files.writeString(elsewhere.resolve("a file"), "the only one\n");
        git("add", ".");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");
        git("checkout", "-q", "--detach");
        Files.writeString(elsewhere.resolve("another"), "not committed\n");

        try (JobstreamProcess demo = JobstreamProcess.start(elsewhere, "demo", "--script", "ls; exit 9")) {
            int status = demo.awaitExit(Duration.ofSeconds(90));

            assertThat(status).as(demo.text()).isEqualTo(1);
            assertThat(demo.text())
                    .contains("Changes that are not committed are ignored.", "script | a file")
                    .contains("jobstream demo: job script failed with exit code 9, expected SUCCEEDED")
                    .doesNotContain("| another");
        }
    }

    @Test
    void tellsThatItNeedsARepository() throws Exception {
        try (JobstreamProcess demo = JobstreamProcess.start(elsewhere, "demo")) {
            assertThat(demo.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
            assertThat(demo.lines()).hasSize(1);
            assertThat(demo.text()).contains("is not in a git repository");
        }
    }

    private void git(String... arguments) throws Exception {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("git"));
        command.addAll(java.util.List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(elsewhere.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
