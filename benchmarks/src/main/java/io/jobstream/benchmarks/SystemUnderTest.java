// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.runner.AttemptListener;
import io.jobstream.runner.ExecutorKind;
import io.jobstream.runner.Runner;
import io.jobstream.runner.RunnerConfig;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.topics.PoolPartitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The whole system in this process, as {@code jobstream up} has it, with runners of the benchmark's own. */
final class SystemUnderTest implements AutoCloseable {
    private final Everything everything;
    private final PoolPartitions partitions = new PoolPartitions(4);
    private final Path data;
    private final List<Runner> runners = new ArrayList<>();
    private final List<AttemptListener> listeners = new ArrayList<>();
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

    SystemUnderTest(Path data) throws InterruptedException {
        this.data = data;
        this.everything = Everything.start(new Everything.Settings(
                ClusterSettings.temporary(),
                data,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults(),
                0,
                NotifierConfig.NONE));
        everything.awaitReady(Duration.ofMinutes(1));
    }

    Submitter submitter() {
        return new Submitter(everything.uri());
    }

    KafkaConnection connection() {
        return everything.connection();
    }

    PoolPartitions partitions() {
        return partitions;
    }

    /** Adds runners to a pool and waits until they are ready. */
    void addRunners(String pool, int count, int slots, ExecutorKind executor) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = pool + "-runner-" + counts.merge(pool, 1, Integer::sum);
            RunnerConfig config = RunnerConfig.defaults(pool, data.resolve(name))
                    .withRunnerId(name)
                    .withSlots(slots)
                    .withExecutor(executor);
            runners.add(Runner.start(config, connection(), partitions, this::started));
        }
        for (Runner runner : runners) {
            while (!runner.health().ready()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    /** Tells {@code listener} of each attempt that starts; before the first job. */
    void listen(AttemptListener listener) {
        listeners.clear();
        listeners.add(listener);
    }

    @Override
    public void close() {
        runners.parallelStream().forEach(Runner::close);
        everything.close();
    }

    private void started(String jobId, long nanoTime) {
        listeners.forEach(listener -> listener.attemptStarted(jobId, nanoTime));
    }
}
