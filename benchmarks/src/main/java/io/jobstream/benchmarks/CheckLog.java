// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.check.Report;
import io.jobstream.check.ReportText;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast {@code jobstream check} reads a log, and in how much memory. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Writes a correct log to a temporary broker and checks it, in a process of its own.")
final class CheckLog implements Callable<Integer> {
    @Option(names = "--records", defaultValue = "2000000", description = "facts at least (${DEFAULT-VALUE})")
    private long records;

    @Option(names = "--pools", defaultValue = "4", description = "number of pools (${DEFAULT-VALUE})")
    private int pools;

    @Option(names = "--heap", defaultValue = "512m", description = "-Xmx of the check (${DEFAULT-VALUE})")
    private String heap = "";

    @Option(names = "--of", hidden = true, description = "bootstrap servers and registry: checks, writes nothing")
    private @Nullable String of;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (of != null) {
            String[] addresses = of.split(",", -1);
            return check(new KafkaConnection(addresses[0], addresses[1]));
        }
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary())) {
            long begin = System.nanoTime();
            try (SyntheticLog log = new SyntheticLog(cluster.connection(), cluster.partitions(), pools)) {
                out.printf(Locale.ROOT, "wrote %,d facts in %.1f s%n", log.write(records), seconds(begin));
            }
            KafkaConnection connection = cluster.connection();
            return new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx" + heap,
                            "-XX:MaxNewSize=96m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Benchmarks.class.getName(),
                            "check",
                            "--of=" + connection.bootstrapServers() + "," + connection.schemaRegistryUrl())
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    private int check(KafkaConnection connection) {
        long begin = System.nanoTime();
        Report report = Check.run(connection, CheckOptions.DEFAULT.whenComplete(), Progress.NONE);
        double took = seconds(begin);
        ReportText.of(report).forEach(out::println);
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        long facts = report.read().values().iterator().next().stream()
                .mapToLong(each -> each.records())
                .sum();
        out.printf(
                Locale.ROOT,
                "checked %,d records, of these %,d facts, in %.1f s: %,.0f records/s, %,.0f facts/s; heap %,d MB%n",
                report.records(),
                facts,
                took,
                report.records() / took,
                facts / took,
                peak >> 20);
        return report.holds() ? 0 : 1;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
