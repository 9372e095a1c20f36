// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesWatchTest {
    private static final String ONE =
            "rules: [{name: a, on: push, repository: b, pipeline: {jobs: [{name: c, script: d}]}}]";

    @TempDir
    private Path directory;

    @Test
    void keepsTheOldRulesThroughBadAndMissingFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("rules.yaml"), ONE);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (RulesWatch watch = RulesWatch.start(file, meters)) {
            TriggerRules first = watch.rules();

            Files.writeString(file, "rules: 1");
            watch.look();
            assertThat(watch.rules()).isSameAs(first);
            assertThat(watch.health().ready()).isTrue();
            assertThat(watch.health().warnings()).singleElement().asString().contains("rules.yaml:1:1: /rules");

            Files.delete(file);
            watch.look();
            assertThat(watch.rules()).isSameAs(first);
            assertThat(watch.health().warnings()).singleElement().asString().contains("Not readable");

            Files.writeString(file, ONE);
            watch.look();
            assertThat(watch.health().warnings()).isEmpty();
            assertThat(meters.get("jobstream.ingest.rules.refused").gauge().value())
                    .isZero();
        }
    }

    @Test
    void hasNoRulesWithoutAFile() {
        try (RulesWatch watch = RulesWatch.start(null, new SimpleMeterRegistry())) {
            assertThat(watch.rules().size()).isZero();
        }
    }
}
