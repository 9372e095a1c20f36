// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.topics.PoolPartitions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A runner in a process of its own, to be killed, stopped and asked to leave. */
final class RunnerProcess implements AutoCloseable {
    private final Process process;

    private RunnerProcess(Process process) {
        this.process = process;
    }

    static RunnerProcess start(TestScheduler scheduler, KafkaConnection connection, Path directory, int partitions)
            throws IOException {
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunnerProcess.class.getName(),
                connection.bootstrapServers(),
                connection.schemaRegistryUrl(),
                Integer.toString(partitions),
                scheduler.pool,
                scheduler.runnerId,
                directory.toString());
        File log = directory.resolveSibling(directory.getFileName() + ".log").toFile();
        return new RunnerProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start());
    }

    public static void main(String[] arguments) throws Exception {
        RunnerLimits limits = new RunnerLimits(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                RunnerLimits.DEFAULT.logBytesMax());
        Runner runner = Runner.start(
                RunnerConfig.defaults(arguments[3], Path.of(arguments[5]))
                        .withRunnerId(arguments[4])
                        .withSlots(2)
                        .withLimits(limits),
                new KafkaConnection(arguments[0], arguments[1]),
                new PoolPartitions(Integer.parseInt(arguments[2])));
        runner.drainAtExit();
        runner.ended().toCompletableFuture().get();
    }

    void signal(String name) throws Exception {
        Processes.signal(name, process.pid());
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("The runner did not exit");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
