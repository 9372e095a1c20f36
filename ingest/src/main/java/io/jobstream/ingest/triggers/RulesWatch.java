// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.health.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that are in force: those of the file, taken up within a second or two of a change. A file that cannot be
 * used changes nothing, and health, log and a metric say so.
 */
public final class RulesWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RulesWatch.class);
    private static final int FILE_BYTES_MAX = 1024 * 1024;
    private static final long PERIOD_MILLIS = 1_000;

    private final @Nullable Path file;
    private final MeterRegistry meters;
    private final ScheduledExecutorService clock;
    private byte[] seen = {};
    private volatile TriggerRules rules = TriggerRules.NONE;
    private volatile @Nullable String refusal;

    private RulesWatch(@Nullable Path file, MeterRegistry meters) {
        this.file = file;
        this.meters = meters;
        this.clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "ingest-trigger-rules");
            thread.setDaemon(true);
            return thread;
        });
        Gauge.builder("jobstream.ingest.rules", this, watch -> watch.rules.size())
                .description("Trigger rules in force")
                .register(meters);
        Gauge.builder("jobstream.ingest.rules.refused", this, watch -> watch.refusal == null ? 0 : 1)
                .description("1 while the file of trigger rules is refused and earlier rules are in force")
                .register(meters);
    }

    /**
     * Reads the file and watches it.
     *
     * @param file null for no rules at all
     * @throws InvalidRulesException when the file cannot be used
     */
    @SuppressWarnings("FutureReturnValueIgnored") // looking again tells of its failures itself
    public static RulesWatch start(@Nullable Path file, MeterRegistry meters) {
        RulesWatch watch = new RulesWatch(file, meters);
        if (file != null) {
            watch.seen = read(file);
            watch.rules = RulesFile.parse(file.toString(), watch.seen);
            watch.clock.scheduleWithFixedDelay(watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            log.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("rules", watch.rules.size())
                    .log("Took up trigger rules");
        }
        return watch;
    }

    public TriggerRules rules() {
        return rules;
    }

    public Health health() {
        String why = refusal;
        return why == null
                ? Health.READY
                : Health.readyBut("The trigger rules are those before a refused change: " + why);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Compares contents, not times: a copy may keep its time, and a mounted file may be swapped by a link. */
    synchronized void look() {
        Path path = file;
        if (path == null) {
            return;
        }
        try {
            byte[] contents = readAgain(path);
            if (Arrays.equals(contents, seen)) {
                return;
            }
            // First, so that a file that is refused is refused once.
            seen = contents;
            rules = RulesFile.parse(path.toString(), contents);
            refusal = null;
            count("taken_up");
            log.atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("rules", rules.size())
                    .log("Took up changed trigger rules");
        } catch (InvalidRulesException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            refuse(e.toString());
        }
    }

    /** A file that was not readable counts as changed when it is again. */
    private byte[] readAgain(Path path) {
        try {
            return read(path);
        } catch (InvalidRulesException e) {
            seen = new byte[0];
            throw e;
        }
    }

    private void refuse(String why) {
        if (why.equals(refusal)) {
            return;
        }
        refusal = why;
        count("refused");
        log.atError().addKeyValue("file", file).addKeyValue("reason", why).log("Refused changed trigger rules");
    }

    private void count(String outcome) {
        meters.counter("jobstream.ingest.rules.changes", "outcome", outcome).increment();
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new InvalidRulesException(List.of(file + ": Expected at most 1 MiB"));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidRulesException(List.of(file + ": Not readable: " + e));
        }
    }
}
