// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzzes the parsers for a while with Jazzer, in a process of its own: no bytes may make one fail, hang, or grow
 * without bound. More time: {@code -Dfuzz.seconds=600}.
 */
class FuzzIT {
    private static final long SECONDS = Long.getLong("fuzz.seconds", 60);
    private static final Path RESOURCES = Path.of("src", "test", "resources", "io", "jobstream", "ingest");

    @TempDir
    Path directory;

    @Test
    void nothingMakesAParserFail() throws Exception {
        Path log = directory.resolve("log");
        Process fuzzing = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzing.waitFor(SECONDS + 300, TimeUnit.SECONDS)).isTrue();
        } finally {
            fuzzing.destroyForcibly();
        }

        String said = Files.readString(log);
        assertThat(fuzzing.exitValue()).as(said).isZero();
        assertThat(said).containsPattern("DONE +cov: \\d{3,}");
    }

    private List<String> command() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                java.toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Parsers.class.getName(),
                "--instrumentation_includes=io.jobstream.**",
                "--custom_hook_includes=io.jobstream.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + SECONDS,
                // The first input loads all classes, each of which is instrumented.
                "-timeout=30",
                "-rss_limit_mb=0",
                "-max_len=16384",
                "-close_fd_mask=0",
                Files.createDirectory(directory.resolve("found")).toString(),
                seeds().toString());
    }

    /** The forges' published payloads, and what people submit, for each parser. */
    private Path seeds() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                samples.add(Files.readAllBytes(file));
            }
        }
        for (String text : List.of(
                "{\"name\": \"a\", \"script\": \"true\", \"labels\": [\"linux\"], \"priority\": 3}",
                "{\"jobs\": [{\"name\": \"a\", \"script\": \"true\", \"matrix\": {\"axes\": {\"b\": [1]}}}]}",
                "rules:\n- {name: a, on: push, repository: a/b, branches: ['*'], job: {name: c, script: d}}\n",
                "{\"on\": \"schedule\", \"cron\": \"0 3 * * *\", \"job\": {\"name\": \"a\", \"script\": \"b\"}}",
                "\"a\\\"b\"")) {
            samples.add(text.getBytes(UTF_8));
        }
        Path seeds = Files.createDirectory(directory.resolve("seeds"));
        for (int i = 0; i < samples.size(); i++) {
            // One that is of an event has another byte in front.
            Files.write(seeds.resolve("event-" + i), behind(Parsers.count() - 1, behind(i, samples.get(i))));
            for (int parser = 0; parser < Parsers.count() - 1 && samples.get(i).length < 4_096; parser++) {
                Files.write(seeds.resolve(parser + "-" + i), behind(parser, samples.get(i)));
            }
        }
        return seeds;
    }

    private static byte[] behind(int first, byte[] bytes) {
        byte[] all = new byte[bytes.length + 1];
        all[0] = (byte) first;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        return all;
    }
}
