// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.ingest.triggers.TriggerRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    private static final String ONE =
            "rules: [{name: a, on: push, repository: b, pipeline: {jobs: [{name: c, script: d}]}}]";

    @TempDir
    private Path directory;

    @Test
    void keepsTheOldRulesThroughBadAndMissingFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("rules.yaml"), ONE);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (WatchedFile<TriggerRules> watch = WatchedFile.start(file, TriggerRules.FILE, meters)) {
            TriggerRules first = watch.value();

            Files.writeString(file, "rules: 1");
            watch.look();
            assertThat(watch.value()).isSameAs(first);
            assertThat(watch.health().ready()).isTrue();
            assertThat(watch.health().warnings()).singleElement().asString().contains("rules.yaml:1:1: /rules");

            Files.delete(file);
            watch.look();
            assertThat(watch.value()).isSameAs(first);
            assertThat(watch.health().warnings()).singleElement().asString().contains("Not readable");

            Files.writeString(file, ONE);
            watch.look();
            assertThat(watch.health().warnings()).isEmpty();
            assertThat(meters.get("jobstream.ingest.rules.refused").gauge().value())
                    .isZero();
        }
    }

    @Test
    void isNothingWithoutAFile() {
        try (WatchedFile<TriggerRules> watch = WatchedFile.start(null, TriggerRules.FILE, new SimpleMeterRegistry())) {
            assertThat(watch.value()).isSameAs(TriggerRules.FILE.none());
        }
    }

    @Test
    void handsOverAgainWhatCouldNotBeHandedOver() throws Exception {
        Path file = Files.writeString(directory.resolve("text"), "first");
        List<String> taken = new CopyOnWriteArrayList<>();
        AtomicBoolean away = new AtomicBoolean(true);
        WatchedFile.Kind<String> kind = new WatchedFile.Kind<>(
                "texts",
                "text",
                "",
                (name, contents) -> new String(contents, StandardCharsets.UTF_8),
                String::length,
                text -> {
                    if (away.get()) {
                        throw new IllegalStateException("away");
                    }
                    taken.add(text);
                });
        try (WatchedFile<String> watch = WatchedFile.start(file, kind, new SimpleMeterRegistry())) {
            watch.look();
            assertThat(taken).isEmpty();

            away.set(false);
            watch.look();
            watch.look();
            Files.writeString(file, "second");
            watch.look();
            assertThat(taken).containsExactly("first", "second");
        }
    }
}
