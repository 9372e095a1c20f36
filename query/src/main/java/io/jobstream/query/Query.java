// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.query.analytics.Windows;
import io.jobstream.query.fleet.Fleet;
import io.jobstream.query.jobs.JobJson;
import io.jobstream.query.jobs.Jobs;
import io.jobstream.query.live.Live;
import io.jobstream.query.metering.Meters;
import io.jobstream.query.tailing.Refused;
import io.jobstream.query.tailing.Tail;
import io.jobstream.topics.PoolPartitions;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The query service: reads the topics until closed. */
public final class Query implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Query.class);

    private final AvroCodec codec;
    private final Refused refused;
    private final Live live;
    private final List<Tail> tails;
    private final Endpoints endpoints;

    private Query(QueryConfig config, KafkaConnection connection, PoolPartitions partitions) {
        Clock clock = Clock.systemUTC();
        codec = AvroCodec.of(connection);
        refused = new Refused(connection, "query-dead-letters");
        Tail.Reading reading = new Tail.Reading(connection, partitions, codec, refused);
        Jobs jobs = new Jobs(config.jobs());
        Fleet fleet = new Fleet();
        Windows windows = new Windows(config.windows());
        Meters meters = new Meters(fleet, clock);
        JobJson json = new JobJson(jobs, fleet, clock);
        live = new Live(config.live(), reading, new Live.Views(jobs, fleet, json, clock));
        ViewTopics views = new ViewTopics(jobs, fleet, windows, clock);
        Tail viewTail =
                Tail.start("views", reading, views.subscriptions(config.jobs().settledAge(), meters, live));
        // Each stream of events has a consumer of its own, so that a long log holds up nothing.
        tails = List.of(
                viewTail,
                Tail.start("facts", reading, List.of(live.factSubscription())),
                Tail.start("logs", reading, List.of(live.logSubscription())));
        views.liveOnce(() -> viewTail.health().ready());
        meters.follow(tails, live, jobs::size);
        endpoints =
                new QueryEndpoints(new ReadRoutes(jobs, fleet, json, windows, clock), live, meters, this::health, jobs);
    }

    /** Starts reading; {@link Endpoints#health} says when it has caught up. */
    public static Query start(QueryConfig config, KafkaConnection connection, PoolPartitions partitions) {
        return new Query(config, connection, partitions);
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Health health() {
        return tails.stream().map(Tail::health).reduce(Health.READY, Health::and);
    }

    @Override
    public void close() {
        live.close();
        tails.forEach(Tail::close);
        refused.close();
        try {
            codec.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }
}
