// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.files;

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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, taken up within a second or two of a change. A file that cannot be used changes nothing, and
 * health, log and a metric say so.
 */
public final class WatchedFile<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WatchedFile.class);
    private static final int FILE_BYTES_MAX = 1024 * 1024;
    private static final long PERIOD_MILLIS = 1_000;

    private final @Nullable Path file;
    private final Kind<T> kind;
    private final MeterRegistry meters;
    private final ScheduledExecutorService clock;
    private byte[] seen = {};
    private boolean handedOver = true;
    private volatile T value;
    private volatile @Nullable String refusal;

    /**
     * A kind of file.
     *
     * @param name what it has, for people
     * @param metric what metrics of it begin with
     * @param none what counts without a file
     * @param parse reads contents of a file with a name; throws {@link InvalidFileException}
     * @param size how many things it has
     * @param takenUp is given what counts from now on; when it throws, it is given it again
     */
    public record Kind<T>(
            String name,
            String metric,
            T none,
            BiFunction<String, byte[], T> parse,
            ToIntFunction<T> size,
            Consumer<T> takenUp) {}

    private WatchedFile(@Nullable Path file, Kind<T> kind, MeterRegistry meters) {
        this.file = file;
        this.kind = kind;
        this.meters = meters;
        this.value = kind.none();
        this.clock = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread thread = new Thread(runnable, "ingest-" + kind.name().replace(' ', '-'));
            thread.setDaemon(true);
            return thread;
        });
        Gauge.builder(kind.metric(), this, watched -> kind.size().applyAsInt(watched.value))
                .description("In force: " + kind.name())
                .register(meters);
        Gauge.builder(kind.metric() + ".refused", this, watched -> watched.refusal == null ? 0 : 1)
                .description("1 while the file of " + kind.name() + " is refused and what was before is in force")
                .register(meters);
    }

    /**
     * Reads the file and watches it.
     *
     * @param file null for none at all
     * @throws InvalidFileException when the file cannot be used
     */
    @SuppressWarnings("FutureReturnValueIgnored") // looking again tells of its failures itself
    public static <T> WatchedFile<T> start(@Nullable Path file, Kind<T> kind, MeterRegistry meters) {
        WatchedFile<T> watched = new WatchedFile<>(file, kind, meters);
        if (file != null) {
            watched.seen = read(file);
            watched.value = kind.parse().apply(file.toString(), watched.seen);
            watched.handedOver = false;
            watched.clock.scheduleWithFixedDelay(watched::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            log.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("size", kind.size().applyAsInt(watched.value))
                    .log("Took up {}", kind.name());
        }
        return watched;
    }

    /** What counts. */
    public T value() {
        return value;
    }

    public Health health() {
        String why = refusal;
        return why == null
                ? Health.READY
                : Health.readyBut("The " + kind.name() + " are those before a refused change: " + why);
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
            if (!Arrays.equals(contents, seen)) {
                // First, so that a file that is refused is refused once.
                seen = contents;
                value = kind.parse().apply(path.toString(), contents);
                handedOver = false;
                refusal = null;
                count("taken_up");
                log.atInfo()
                        .addKeyValue("file", path)
                        .addKeyValue("size", kind.size().applyAsInt(value))
                        .log("Took up changed {}", kind.name());
            }
        } catch (InvalidFileException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            refuse(e.toString());
        }
        handOver();
    }

    private void handOver() {
        if (!handedOver) {
            try {
                kind.takenUp().accept(value);
                handedOver = true;
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("reason", e.toString()).log("Will try again to hand over {}", kind.name());
            }
        }
    }

    /** A file that was not readable counts as changed when it is again. */
    private byte[] readAgain(Path path) {
        try {
            return read(path);
        } catch (InvalidFileException e) {
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
        log.atError().addKeyValue("file", file).addKeyValue("reason", why).log("Refused changed {}", kind.name());
    }

    private void count(String outcome) {
        meters.counter(kind.metric() + ".changes", "outcome", outcome).increment();
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new InvalidFileException(List.of(file + ": Expected at most 1 MiB"));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidFileException(List.of(file + ": Not readable: " + e));
        }
    }
}
