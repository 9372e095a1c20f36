// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

import io.jobstream.clients.AvroCodec;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.embedded.EmbeddedCluster;
import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpServer;
import io.jobstream.query.Query;
import io.jobstream.query.QueryConfig;
import io.jobstream.query.live.LiveConfig;
import io.jobstream.schemas.InputPosition;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobEventType;
import io.jobstream.topics.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long a fact takes from Kafka's log to each of many clients of {@code /v1/events}; some take nothing at all. */
@Command(
        name = "listeners",
        mixinStandardHelpOptions = true,
        description = "How long facts take to each of many clients that listen to server-sent events.")
final class Listeners implements Callable<Integer> {
    private static final String POOL = "bench";
    private static final int SPARE = 10;

    @Option(names = "--clients", defaultValue = "1000", description = "how many listen (${DEFAULT-VALUE})")
    private int clients;

    @Option(names = "--stalled", defaultValue = "4", description = "how many more take nothing (${DEFAULT-VALUE})")
    private int stalled;

    @Option(names = "--rate", defaultValue = "500", description = "facts a second (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--warm-up", defaultValue = "20", description = "seconds that do not count (${DEFAULT-VALUE})")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "40", description = "seconds that count (${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--profile", description = "file for a profile of the seconds that count, in Markdown")
    private @Nullable Path profileFile;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @Override
    public Integer call() throws Exception {
        Profile profile = profileFile == null ? null : new Profile(profileFile);
        QueryConfig config = new QueryConfig(
                QueryConfig.DEFAULTS.jobs(), QueryConfig.DEFAULTS.windows(), forClients(clients + stalled + SPARE));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(ClusterSettings.temporary());
                Query query = Query.start(config, cluster.connection(), cluster.partitions());
                HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), List.of(query.endpoints()));
                AvroCodec codec = AvroCodec.of(cluster.connection());
                Producer<String, byte[]> producer = cluster.connection().producer("benchmark");
                EventClients listening = new EventClients(server.port(), clients, stalled)) {
            while (!query.endpoints().health().ready()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            listening.connect("/v1/events?pool=" + POOL);
            int partition = cluster.partitions().ofPool(POOL);
            long[] sent = new long[1];
            new OpenLoop(rate, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)).run((intended, counts) -> {
                if (counts) {
                    listening.count();
                    if (profile != null) {
                        profile.begin();
                    }
                }
                byte[] fact = codec.encode(Topics.JOB_EVENTS, fact(sent[0]++));
                var unused = producer.send(new ProducerRecord<>(Topics.JOB_EVENTS.name(), partition, POOL, fact));
            });
            if (profile != null) {
                profile.end("Profile of listeners");
            }
            listening.awaitQuiet(Duration.ofSeconds(30));
            out.printf(
                    Locale.ROOT,
                    "%d clients, %.0f facts/s for %d s: %d of %d arrived at each; ms from the log to the client, "
                            + "50 | 90 | 99 | 99.9 | max: %s%n",
                    clients,
                    rate,
                    seconds,
                    listening.leastFacts(),
                    sent[0],
                    listening.latencies());
            out.printf(
                    Locale.ROOT,
                    "%d clients that took nothing, of which were dropped: %d%n",
                    stalled,
                    listening.dropped());
            out.printf(Locale.ROOT, "heap after a collection: %d MB%n", heapMb());
        }
        return 0;
    }

    private static LiveConfig forClients(int max) {
        LiveConfig defaults = LiveConfig.DEFAULTS;
        return new LiveConfig(
                max,
                defaults.factsMax(),
                defaults.logBytesMax(),
                defaults.logsIndexedMax(),
                defaults.heartbeat(),
                defaults.stalled());
    }

    private static JobEvent fact(long number) {
        return JobEvent.newBuilder()
                .setType(JobEventType.JOB_QUEUED)
                .setPool(POOL)
                .setJobId("job-" + number)
                .setAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setInput(new InputPosition(Topics.JOB_REQUESTS.name(), 0, number))
                .setIndex(0)
                .build();
    }

    private static long heapMb() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1024 / 1024;
    }
}
