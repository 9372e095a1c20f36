// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.ingest.files.WatchedFile;
import io.jobstream.ingest.triggers.TriggerRules;
import io.jobstream.standalone.cli.FailedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPipelineTest {
    @TempDir
    Path directory;

    @Test
    void itsRulesAreRulesThatTheGatewayTakes() throws IOException {
        for (Optional<String> script :
                List.of(Optional.<String>empty(), Optional.of("make test\n# it's \"quoted\": #"))) {
            DemoRepository repository = new DemoRepository(directory, "acme/shop", "main", "0".repeat(40), false);
            String rules = DemoPipeline.of(script).rules(repository, Duration.ofMinutes(1));
            Path file = Files.writeString(directory.resolve("rules.yaml"), rules);

            try (WatchedFile<TriggerRules> watch =
                    WatchedFile.start(file, TriggerRules.FILE, new SimpleMeterRegistry())) {
                assertThat(watch.health().ready()).isTrue();
            }
        }
    }

    @Test
    void aScriptTakesThePlaceOfItsOwnJobs() {
        assertThat(DemoPipeline.of(Optional.of("make")).jobs())
                .extracting(DemoPipeline.Job::name)
                .containsExactly("count", "script", "fails-on-purpose");
        assertThat(DemoPipeline.of(Optional.empty()).jobs())
                .extracting(DemoPipeline.Job::name)
                .containsExactly("count", "compile", "test", "fails-on-purpose");
    }

    @Test
    void showsARepositoryWithoutOriginAndWithADetachedHead() throws Exception {
        git("init", "-q", "-b", "trunk");
        Files.writeString(directory.resolve("a"), "the\n");
        git("add", "a");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");

        DemoRepository onBranch = DemoRepository.at(directory);
        git("checkout", "-q", "--detach");
        Files.writeString(directory.resolve("b"), "");
        DemoRepository detached = DemoRepository.at(directory);

        assertThat(onBranch.fullName()).isEqualTo("local/" + directory.getFileName());
        assertThat(onBranch.branch()).isEqualTo("trunk");
        assertThat(onBranch.dirty()).isFalse();
        assertThat(detached.branch()).isEqualTo("detached");
        assertThat(detached.dirty()).isTrue();
        assertThat(detached.commit()).isEqualTo(onBranch.commit());
    }

    @Test
    void takesOwnerAndNameFromTheOrigin() throws Exception {
        git("init", "-q");
        git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "one");
        git("remote", "add", "origin", "git@github.com:acme/shop.git");

        assertThat(DemoRepository.at(directory).fullName()).isEqualTo("acme/shop");
    }

    @Test
    void tellsOfADirectoryThatIsNoRepositoryAndOfOneWithoutCommits() throws Exception {
        assertThatThrownBy(() -> DemoRepository.at(directory))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("not in a git repository");
        git("init", "-q");
        assertThatThrownBy(() -> DemoRepository.at(directory)).hasMessageContaining("has no commit yet");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git", "-C", directory.toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
