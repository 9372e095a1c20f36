// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogIT {
    private final String session = UUID.randomUUID().toString();
    private final AtomicInteger losses = new AtomicInteger();
    private final List<Process> processes = new ArrayList<>();
    private final Watchdog watchdog = Watchdog.start("test", session, losses::incrementAndGet);

    @AfterEach
    void stop() {
        watchdog.close();
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void killsAGroupAndItsStraysAtTheDeadlineAndNotBefore() throws IOException {
        Process leader = start("job-1/1");
        Process stray = start("job-1/1");
        Process other = start("job-1/12");
        long deadline = Uptime.nanos() + Duration.ofSeconds(1).toNanos();

        watchdog.watch(leader.pid(), deadline, "job-1/1");
        await().until(() -> !leader.isAlive() && !stray.isAlive());

        assertThat(Uptime.nanos())
                .isBetween(deadline, deadline + Duration.ofSeconds(2).toNanos());
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void waitsForADeadlineThatWasExtended() throws IOException {
        Process job = start("job-2/1");
        long first = Uptime.nanos() + Duration.ofSeconds(1).toNanos();
        long later = first + Duration.ofSeconds(1).toNanos();
        watchdog.watch(job.pid(), first, "job-2/1");

        watchdog.extend(job.pid(), later);
        await().until(() -> !job.isAlive());

        assertThat(Uptime.nanos()).isGreaterThanOrEqualTo(later);
    }

    @Test
    void leavesAloneWhatItWasToldToForget() throws IOException {
        Process forgotten = start("job-3/1");
        Process watched = start("job-4/1");
        long deadline = Uptime.nanos() + Duration.ofMillis(500).toNanos();
        watchdog.watch(forgotten.pid(), deadline, "job-3/1");
        watchdog.watch(watched.pid(), deadline, "job-4/1");

        watchdog.forget(forgotten.pid());
        await().until(() -> !watched.isAlive());

        assertThat(forgotten.isAlive()).isTrue();
    }

    @Test
    void killsEverythingOfItsSessionWhenItsInputEnds() throws IOException {
        Process job = start("job-5/1");
        Process stray = start("job-6/1");
        watchdog.watch(job.pid(), Uptime.nanos() + Duration.ofHours(1).toNanos(), "job-5/1");

        watchdog.close();

        await().until(() -> !job.isAlive() && !stray.isAlive());
        assertThat(losses).hasValue(0);
    }

    /** A process shows no environment while it starts another program; this one does nothing else. */
    @Test
    void findsAProcessThatIsBetweenTwoPrograms(@TempDir Path directory) throws Exception {
        Path again = directory.resolve("again.sh");
        Files.writeString(again, "exec sh " + again + "\n");
        for (int i = 0; i < 30; i++) {
            String mark = session + "-" + i;
            ProcessBuilder builder = new ProcessBuilder("setsid", "sh", again.toString());
            builder.environment().put("JOBSTREAM_SESSION", mark);
            Process restless = builder.start();
            processes.add(restless);

            Process script = new ProcessBuilder("bash", "-c", Watchdog.script(), "jobstream-watchdog", mark).start();
            processes.add(script);
            script.outputWriter().close();

            assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(restless.waitFor(5, TimeUnit.SECONDS))
                    .as("killed, the %dth", i)
                    .isTrue();
        }
    }

    @Test
    void tellsOnceThatItIsLostAndWatchesNothingMore() {
        ProcessHandle.of(watchdog.pid()).orElseThrow().destroyForcibly();

        await().untilAsserted(() -> assertThat(losses).hasValue(1));
        assertThatThrownBy(() -> watchdog.watch(1_234_567, 0, "job-7/1")).isInstanceOf(WatchdogLostException.class);
    }

    /** It wakes up five times a second, and a command may be on its way then. */
    @Test
    void understandsACommandThatItReadInParts() throws Exception {
        Process script = new ProcessBuilder("bash", "-c", Watchdog.script(), "jobstream-watchdog", session).start();
        processes.add(script);
        CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS).execute(script::destroyForcibly);
        try (BufferedReader answers = script.inputReader();
                Writer commands = script.outputWriter()) {
            assertThat(answers.readLine()).isEqualTo("ready");
            for (String part : List.of("wat", "ch 1234567", " 99999999999", "9 job-8/1\n")) {
                commands.write(part);
                commands.flush();
                TimeUnit.MILLISECONDS.sleep(500);
            }
            assertThat(answers.readLine()).isEqualTo("watching 1234567");
        }
    }

    private Process start(String attempt) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "600");
        builder.environment().put("JOBSTREAM_ATTEMPT", attempt);
        builder.environment().put("JOBSTREAM_SESSION", session);
        Process process = builder.start();
        processes.add(process);
        return process;
    }
}
