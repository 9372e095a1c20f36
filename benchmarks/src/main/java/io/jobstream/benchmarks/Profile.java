// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the processor time of this process goes between its start and its end: by kind of thread from the clocks of the
 * threads, and by method from samples of the JDK's Flight Recorder.
 */
final class Profile {
    private static final Pattern NUMBER = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+");
    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final int ROWS = 25;

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Path file;
    private final Recording recording = new Recording();
    private Map<Long, Long> threadsBefore = Map.of();
    private long processBefore;
    private long collectorsBefore;
    private Instant begin = Instant.MAX;

    /**
     * Before the first load: the recorder changes classes when it starts, for which the JVM throws all compiled code
     * away.
     *
     * @param file where it is written to
     */
    Profile(Path file) {
        this.file = file;
        recording.enable(SAMPLE).withPeriod(Duration.ofMillis(10)).withStackTrace();
        recording.start();
    }

    /** From here on everything counts; the first time that this is said. */
    void begin() {
        if (!begin.equals(Instant.MAX)) {
            return;
        }
        threadsBefore = threadTimes();
        processBefore = process.getProcessCpuTime();
        collectorsBefore = collectorNanos();
        begin = Instant.now();
    }

    /** Ends it and writes tables in Markdown. */
    void end(String title) throws IOException {
        recording.stop();
        double wall = Duration.between(begin, Instant.now()).toNanos();
        double all = process.getProcessCpuTime() - processBefore;
        Map<String, Long> byThread = byThread();
        double ofThreads = byThread.values().stream().mapToLong(each -> each).sum();
        double collectors = collectorNanos() - collectorsBefore;
        List<String> lines = new ArrayList<>(List.of("# " + title, ""));
        lines.add(String.format(
                Locale.ROOT,
                "%.0f s, in which the process used %.2f of %d cores, %.1f %% of it in the collector and %.1f %% in the"
                        + " compilers and the rest of the JVM.",
                wall / 1e9,
                all / wall,
                Runtime.getRuntime().availableProcessors(),
                100 * collectors / all,
                100 * (all - ofThreads - collectors) / all));
        table(lines, "Processor time by kind of thread", "thread", byThread, all);
        methods(lines);
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.write(file, lines);
    }

    private void methods(List<String> lines) throws IOException {
        Path samples = Files.createTempFile("jobstream-profile", ".jfr");
        recording.dump(samples);
        recording.close();
        List<List<String>> stacks = new ArrayList<>();
        try (RecordingFile events = new RecordingFile(samples)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getStartTime().isAfter(begin)) {
                    stacks.add(stack(event));
                }
            }
        }
        Files.delete(samples);
        table(lines, "Samples of Java code by the package on top", "package", count(stacks, Profile::topPackage));
        table(lines, "Samples of Java code by the method on top", "method", count(stacks, stack -> stack.get(0)));
        table(
                lines,
                "Samples of Java code by the nearest method of Jobstream below",
                "method",
                count(stacks, Profile::jobstream));
    }

    private static List<String> stack(RecordedEvent event) {
        return event.getStackTrace() == null
                ? List.of("unknown.unknown")
                : event.getStackTrace().getFrames().stream()
                        .map(frame -> name(frame.getMethod()))
                        .toList();
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    private static String topPackage(List<String> stack) {
        String[] parts = stack.get(0).split("\\.", -1);
        return String.join(".", List.of(parts).subList(0, Math.max(1, Math.min(4, parts.length - 2))));
    }

    private static String jobstream(List<String> stack) {
        return stack.stream()
                .filter(method -> method.startsWith("io.jobstream."))
                .findFirst()
                .orElse("none");
    }

    private static Map<String, Long> count(List<List<String>> stacks, Function<List<String>, String> key) {
        return stacks.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    private static void table(List<String> lines, String title, String column, Map<String, Long> counts) {
        double all = counts.values().stream().mapToLong(each -> each).sum();
        table(lines, title, column, counts, all);
    }

    private static void table(List<String> lines, String title, String column, Map<String, Long> counts, double all) {
        lines.addAll(List.of("", "## " + title, "", "| " + column + " | % |", "|---|---|"));
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(ROWS)
                .forEach(each -> lines.add(
                        String.format(Locale.ROOT, "| `%s` | %.1f |", each.getKey(), 100 * each.getValue() / all)));
    }

    private Map<String, Long> byThread() {
        Map<String, Long> byName = new TreeMap<>();
        threadTimes().forEach((id, time) -> {
            ThreadInfo info = threads.getThreadInfo(id);
            if (info != null) {
                String kind = NUMBER.matcher(info.getThreadName()).replaceAll("#");
                byName.merge(kind, time - threadsBefore.getOrDefault(id, 0L), Long::sum);
            }
        });
        return byName;
    }

    private Map<Long, Long> threadTimes() {
        long[] ids = threads.getAllThreadIds();
        long[] times = threads.getThreadCpuTime(ids);
        Map<Long, Long> byId = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            byId.put(ids[i], Math.max(0, times[i]));
        }
        return byId;
    }

    private static long collectorNanos() {
        return TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
    }
}
