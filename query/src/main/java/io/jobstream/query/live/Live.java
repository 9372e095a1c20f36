// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Tenants;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.jobs.JobFilter;
import io.jobstream.query.jobs.JobJson;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.tailing.Received;
import io.jobstream.query.tailing.Subscription;
import io.jobstream.query.tailing.Tail;
import io.jobstream.schemas.JobEvent;
import io.jobstream.schemas.JobState;
import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.LogChunk;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Everything that is streamed to clients: facts and logs. */
public final class Live implements AutoCloseable {
    private static final int LOG_ENTRIES_MAX = 50_000;
    private static final long FACT_BYTES_MAX = 32L * 1024 * 1024;
    private static final int SNAPSHOT_JOBS_MAX = 100;
    private static final int SNAPSHOT_OVERLAP = 200;

    private final PoolPartitions partitions;
    private final Views views;
    private final CatchUp catchUp;
    private final Clients clients;
    private final Feed<Fact> facts;
    private final Feed<LogPart> logs;
    private final LogIndex index;
    private final Function<Received<JobEvent>, @Nullable Entry<Fact>> factEntry;

    /** What streams are joined with. */
    public record Views(Jobs jobs, Fleet fleet, JobJson json, Clock clock) {}

    public Live(LiveConfig config, Tail.Reading reading, Views views) {
        this.partitions = reading.partitions();
        this.views = views;
        this.catchUp = new CatchUp(reading.connection());
        this.clients = new Clients(new Clients.Limits(config.clientsMax(), config.heartbeat(), config.stalled()));
        this.factEntry = received -> Fact.entry(received, views.jobs(), views.fleet());
        int count = partitions.count();
        this.facts = Feed.of(
                Topics.JOB_EVENTS,
                new Ring<>(count, config.factsMax(), FACT_BYTES_MAX),
                catchUp,
                reading.codec(),
                factEntry);
        this.logs = Feed.of(
                Topics.JOB_LOGS,
                new Ring<>(count, LOG_ENTRIES_MAX, config.logBytesMax()),
                catchUp,
                reading.codec(),
                LogPart::entry);
        this.index = new LogIndex(config.logsIndexedMax());
    }

    public Subscription<JobEvent> factSubscription() {
        return Subscription.fromEnd(Topics.JOB_EVENTS, facts.sink(factEntry, clients::wakeAll));
    }

    public Subscription<LogChunk> logSubscription() {
        return Subscription.fromEnd(Topics.JOB_LOGS, logs.sink(this::indexed, clients::wakeAll));
    }

    public int listeners() {
        return clients.count();
    }

    public long dropped() {
        return clients.dropped();
    }

    /** Facts of a pool and a repository, as far as the caller may see them; null is all. */
    public void streamFacts(Context ctx, @Nullable String pool, @Nullable String repository) {
        Tenants tenants = Permit.of(ctx).tenants();
        Wanted<Fact> wanted = Wanted.of(entry -> (pool == null
                        || pool.equals(entry.value().pool()))
                && (repository == null || repository.equals(entry.value().repository()))
                && entry.value().isShownTo(tenants));
        Supplier<FactStream.Snapshot> snapshots = () -> {
            long[] begin = scope(facts.ring(), partitionsOf(pool));
            for (int partition = 0; partition < begin.length; partition++) {
                begin[partition] = begin[partition] < 0
                        ? -1
                        : Math.max(facts.ring().start(partition), begin[partition] - SNAPSHOT_OVERLAP);
            }
            var page = views.jobs().list(new JobFilter(pool, null, repository, tenants), SNAPSHOT_JOBS_MAX, null);
            var jobs = page.items().stream().map(views.json()::of).toList();
            return new FactStream.Snapshot(Map.of("jobs", jobs), begin, false);
        };
        long[] scope = scope(facts.ring(), partitionsOf(pool));
        openFacts(ctx, scope, wanted, snapshots, new Grace(null, views.clock()));
    }

    /** Facts of one job, until it is settled. */
    public void streamFacts(Context ctx, JobStatus job) {
        String jobId = job.getSpec().getJobId();
        int partition = partitions.ofPool(job.getPool());
        Supplier<FactStream.Snapshot> snapshots = () -> {
            long[] begin = scope(facts.ring(), Set.of(partition));
            JobStatus now = views.jobs().find(jobId).orElse(job);
            if (now.getEventOffset() >= 0) {
                begin[partition] = Math.min(begin[partition], now.getEventOffset() + 1);
            }
            boolean over = now.getState() == JobState.SETTLED;
            return new FactStream.Snapshot(views.json().of(now), begin, over);
        };
        Grace over = new Grace(() -> views.jobs().isSettled(jobId), views.clock());
        openFacts(ctx, scope(facts.ring(), Set.of(partition)), Wanted.of(jobId, entry -> true), snapshots, over);
    }

    /** The log of one job, of one attempt unless null, until it is over. */
    public void streamLog(Context ctx, JobStatus job, @Nullable Integer attempt) {
        String jobId = job.getSpec().getJobId();
        int partition = partitions.ofKey(jobId);
        Uuid topicId = topicId(logs.ring());
        Wanted<LogPart> wanted = Wanted.of(
                jobId, entry -> attempt == null || attempt == entry.value().attempt());
        JobLog log = new JobLog(job, attempt, views);
        Supplier<long[]> begin = () -> only(partition, log.begin(logs, index, partition));
        Optional<EventId> resumed = lastEventId(ctx, topicId, scope(logs.ring(), Set.of(partition)));
        boolean reset = resumed.isEmpty() && lastEventId(ctx) != null;
        long[] positions = resumed.map(EventId::positions).orElseGet(begin);
        byte[] rest = resumed.map(EventId::rest).orElse(new byte[0]);
        clients.open(ctx, wake -> {
            Follower<LogPart> follower = new Follower<>(logs, positions, wanted, wake);
            LogStream stream = new LogStream(topicId, follower, log.story(begin), rest);
            return reset ? stream.beginAgain(positions) : stream;
        });
    }

    /** Lets every client go. */
    @Override
    public void close() {
        clients.close();
        catchUp.close();
    }

    /** Someone's stream may be over. */
    public void jobsChanged() {
        clients.wakeAll();
    }

    /** Streams of one pool read the partitions of its cells: who has one comes back, and is told what it missed. */
    public void poolGrew() {
        clients.dropAll();
    }

    private void openFacts(
            Context ctx, long[] scope, Wanted<Fact> wanted, Supplier<FactStream.Snapshot> snapshots, Grace over) {
        Uuid topicId = topicId(facts.ring());
        Optional<EventId> resumed = lastEventId(ctx, topicId, scope);
        String begin = lastEventId(ctx) == null ? "snapshot" : "reset";
        clients.open(ctx, wake -> {
            long[] positions = resumed.map(EventId::positions).orElse(scope);
            FactStream stream =
                    new FactStream(topicId, new Follower<>(facts, positions, wanted, wake), snapshots, over);
            return resumed.isPresent() ? stream : stream.beginWith(begin);
        });
    }

    private @Nullable Entry<LogPart> indexed(Received<LogChunk> received) {
        Entry<LogPart> entry = LogPart.entry(received);
        if (entry != null) {
            index.saw(entry);
        }
        return entry;
    }

    /** The partitions of a pool with all its cells; empty for all. */
    private Set<Integer> partitionsOf(@Nullable String pool) {
        return pool == null
                ? Set.of()
                : views.fleet().cells(pool).stream().map(partitions::ofPool).collect(Collectors.toSet());
    }

    /** Where the topic ends now, in some partitions or, with none, in all. */
    private static long[] scope(Ring<?> ring, Set<Integer> partitions) {
        long[] ends = ring.ends();
        for (int i = 0; i < ends.length; i++) {
            ends[i] = partitions.isEmpty() || partitions.contains(i) ? ends[i] : -1;
        }
        return ends;
    }

    private long[] only(int partition, long position) {
        long[] positions = new long[partitions.count()];
        Arrays.fill(positions, -1);
        positions[partition] = position;
        return positions;
    }

    private static Uuid topicId(Ring<?> ring) {
        return ring.topicId()
                .orElseThrow(() -> ProblemException.unavailable("Kafka has not answered yet", Duration.ofSeconds(1)));
    }

    private static @Nullable String lastEventId(Context ctx) {
        String header = ctx.header("Last-Event-ID");
        return header == null || header.isEmpty() ? ctx.queryParam("lastEventId") : header;
    }

    private static Optional<EventId> lastEventId(Context ctx, Uuid topicId, long[] scope) {
        String text = lastEventId(ctx);
        return text == null ? Optional.empty() : EventId.of(text, scope.length).filter(id -> id.fits(topicId, scope));
    }
}
