// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.AvroCodec;
import io.jobstream.runner.ExecutorKind;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.topics.Cell;
import io.jobstream.topics.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many full life cycles a second the system carries, from submission to accepted result. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = "Life cycles a second, from submission over HTTP to the settled job, always with work queued.")
final class Throughput implements Callable<Integer> {
    @Option(names = "--pools", defaultValue = "1", description = "number of pools (${DEFAULT-VALUE})")
    private int pools;

    @Option(names = "--cells", defaultValue = "1", description = "compare one cell with so many (${DEFAULT-VALUE})")
    private int cells;

    @Option(names = "--runners", defaultValue = "4", description = "runners of each pool or cell (${DEFAULT-VALUE})")
    private int runners;

    @Option(names = "--slots", defaultValue = "64", description = "slots of each runner (${DEFAULT-VALUE})")
    private int slots;

    @Option(names = "--batch", defaultValue = "1", description = "jobs in each submission (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--outstanding", defaultValue = "512", description = "jobs under way at most (${DEFAULT-VALUE})")
    private int outstanding;

    @Option(names = "--executor", defaultValue = "NOOP", description = "NOOP or PROCESS (${DEFAULT-VALUE})")
    private ExecutorKind executor = ExecutorKind.NOOP;

    @Option(names = "--seconds", defaultValue = "10", description = "length of a round (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "18", description = "rounds that do not count (${DEFAULT-VALUE})")
    private int warmUpRounds;

    @Option(names = "--rounds", defaultValue = "6", description = "rounds that count (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--profile", description = "file for a profile of the rounds that count, in Markdown")
    private @Nullable Path profileFile;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final AtomicLong settled = new AtomicLong();
    private volatile boolean over;
    private int poolsNamed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Profile profile = profileFile == null ? null : new Profile(profileFile);
        Path data = Files.createTempDirectory("jobstream-throughput");
        try (SystemUnderTest system = new SystemUnderTest(data);
                Submitter client = system.submitter()) {
            if (cells == 1) {
                measure(system, client, 1, profile);
            } else {
                double one = measure(system, client, 1, null);
                double several = measure(system, client, cells, profile);
                out.printf(Locale.ROOT, "%d cells carry %.2f times what one does%n", cells, several / one);
            }
        }
        return 0;
    }

    /** Pools of their own, of so many cells; as many runners however many these are. @return the median of jobs/s */
    private double measure(SystemUnderTest system, Submitter client, int cellsOfEach, @Nullable Profile profile)
            throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < pools; i++) {
            String pool = "bench-" + poolsNamed++;
            names.add(pool);
            if (cellsOfEach > 1) {
                client.declareCells(pool, cellsOfEach).join();
            }
            for (int cell = 0; cell < cellsOfEach; cell++) {
                system.addRunners(new Cell(pool, cell).name(), runners * cells / cellsOfEach, slots, executor);
            }
        }
        Semaphore room = new Semaphore(outstanding);
        Consumer<byte[], byte[]> consumer = system.connection().consumer("throughput");
        Thread reader = new Thread(() -> read(system, names, consumer, room), "reader");
        Thread submitter = new Thread(() -> submit(client, names, room), "submitter");
        over = false;
        reader.start();
        submitter.start();
        double median = report(cellsOfEach, profile);
        over = true;
        room.release(outstanding);
        submitter.join();
        consumer.wakeup();
        reader.join();
        return median;
    }

    private double report(int cellsOfEach, @Nullable Profile profile) throws IOException, InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int round = 1; round <= warmUpRounds + rounds; round++) {
            if (profile != null && round == warmUpRounds + 1) {
                profile.begin();
            }
            long before = settled.get();
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double rate = (settled.get() - before) * 1e9 / (System.nanoTime() - begin);
            out.printf(
                    Locale.ROOT, "round %d: %.0f jobs/s%s%n", round, rate, round <= warmUpRounds ? " (warm-up)" : "");
            if (round > warmUpRounds) {
                rates.add(rate);
            }
        }
        if (profile != null) {
            profile.end("Profile of throughput");
        }
        double[] sorted =
                rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        out.printf(
                Locale.ROOT,
                "%d pool(s) of %d cell(s), %s: median %.0f jobs/s, from %.0f to %.0f%n",
                pools,
                cellsOfEach,
                executor,
                median,
                sorted[0],
                sorted[sorted.length - 1]);
        return median;
    }

    private void submit(Submitter submitter, List<String> names, Semaphore room) {
        for (int i = 0; !over; i++) {
            room.acquireUninterruptibly(batch);
            var unused = submitter.submit(names.get(i % names.size()), batch).whenComplete((ids, problem) -> {
                if (problem != null) {
                    out.println("a submission failed: " + problem);
                    room.release(batch);
                }
            });
        }
    }

    private void read(SystemUnderTest system, List<String> names, Consumer<byte[], byte[]> consumer, Semaphore room) {
        AvroCodec codec = AvroCodec.of(system.connection());
        List<TopicPartition> partitions = IntStream.range(0, system.partitions().count())
                .mapToObj(partition -> new TopicPartition(Topics.JOB_EVENTS.name(), partition))
                .toList();
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> {
                    JobEvent event = codec.decode(Topics.JOB_EVENTS, record.value());
                    if (event.getType() == JobEventType.JOB_SETTLED && names.contains(Cell.poolOf(event.getPool()))) {
                        settled.incrementAndGet();
                        room.release();
                    }
                });
            }
        } catch (WakeupException e) {
            // The end of the measurement.
        }
    }
}
