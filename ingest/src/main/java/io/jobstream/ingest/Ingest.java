// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.KafkaConnection;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.OpenApi;
import io.jobstream.ingest.batch.BatchEndpoint;
import io.jobstream.ingest.cdevents.CdeventsEndpoint;
import io.jobstream.ingest.cells.Cells;
import io.jobstream.ingest.cells.CellsReader;
import io.jobstream.ingest.cells.Routing;
import io.jobstream.ingest.drains.DrainEndpoints;
import io.jobstream.ingest.files.WatchedFile;
import io.jobstream.ingest.gitea.GiteaForge;
import io.jobstream.ingest.github.GithubForge;
import io.jobstream.ingest.gitlab.GitlabForge;
import io.jobstream.ingest.log.CellLog;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.ingest.observations.Observations;
import io.jobstream.ingest.outcomes.OutcomeReader;
import io.jobstream.ingest.pools.PoolEndpoints;
import io.jobstream.ingest.producers.GatewaySigner;
import io.jobstream.ingest.producers.KnownProducers;
import io.jobstream.ingest.producers.ProducerEndpoints;
import io.jobstream.ingest.producers.Producers;
import io.jobstream.ingest.producers.RequestSigner;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.ingest.recent.RecentRequestsReader;
import io.jobstream.ingest.rules.DryRunEndpoint;
import io.jobstream.ingest.rules.DryRunReader;
import io.jobstream.ingest.rules.LaidDownRules;
import io.jobstream.ingest.rules.RuleEndpoints;
import io.jobstream.ingest.schedules.Schedules;
import io.jobstream.ingest.tenants.TenantEndpoints;
import io.jobstream.ingest.tenants.TenantPolicies;
import io.jobstream.ingest.triggers.TriggerRules;
import io.jobstream.ingest.triggers.Triggers;
import io.jobstream.ingest.webhooks.Forge;
import io.jobstream.ingest.webhooks.WebhookBodies;
import io.jobstream.ingest.webhooks.WebhookEndpoint;
import io.jobstream.schemas.TenantPolicy;
import io.jobstream.topics.Cell;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway. Close the HTTP server that has its endpoints first: then nothing new comes while this ends. */
public final class Ingest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ingest.class);
    private static final String CLIENT = "jobstream-ingest";
    private static final int ANSWERING_THREADS = 4;
    private static final Duration CELLS_WAIT = Duration.ofSeconds(5);

    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private final ExecutorService answering = Executors.newFixedThreadPool(ANSWERING_THREADS, runnable -> {
        Thread thread = new Thread(runnable, "ingest-answers");
        thread.setDaemon(true);
        return thread;
    });
    private final WatchedFile<TriggerRules> rules;
    private final WatchedFile<List<TenantPolicy>> tenants;
    private final AvroCodec codec;
    private final RequestLog requestLog;
    private final RecentRequestsReader reader;
    private final CellsReader cellsReader;
    private final SubmissionEndpoints submissionEndpoints;
    private final BatchEndpoint batchEndpoint;
    private final Producers producers;
    private final ProducerEndpoints producerEndpoints;
    private final @Nullable GatewaySigner signer;
    private final CancellationEndpoints cancellationEndpoints;
    private final TenantEndpoints tenantEndpoints;
    private final PoolEndpoints poolEndpoints;
    private final DrainEndpoints drainEndpoints;
    private final List<WebhookEndpoint> webhooks;
    private final CdeventsEndpoint cdevents;
    private final LaidDownRules laidDown;
    private final RuleEndpoints ruleEndpoints;
    private final DryRunEndpoint dryRun;
    private final Schedules schedules;
    private final OutcomeReader outcomes;

    private Ingest(IngestConfig config, KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        this.codec = codec(connection);
        this.rules = WatchedFile.start(config.rules(), TriggerRules.FILE, meters);
        this.requestLog = new RequestLog(connection, config.bounds(), answering, meters);
        this.producers = new Producers(requestLog, codec, connection, partitions);
        this.producerEndpoints = new ProducerEndpoints(producers, clock);
        this.signer = config.signingKey() == null ? null : new GatewaySigner(config.signingKey(), producers, clock);
        RecentRequests recent = new RecentRequests(config.remembered(), config.jobsRememberedMax());
        this.reader = new RecentRequestsReader(
                recent,
                () -> connection.consumer(CLIENT, Map.of(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024)),
                codec,
                partitions,
                clock,
                signer == null ? null : new KnownProducers(signer::heard));
        Cells cells = new Cells();
        this.cellsReader = new CellsReader(cells, connection, partitions, codec, clock);
        CellLog cellLog = new CellLog(requestLog, partitions, signer == null ? RequestSigner.NONE : signer);
        Submissions submissions =
                new Submissions(cellLog, codec, recent, new Routing(cells, recent, reader::caughtUp), clock);
        Counts counts = new Counts(meters);
        this.submissionEndpoints = new SubmissionEndpoints(submissions, counts);
        this.batchEndpoint = new BatchEndpoint(submissions, counts);
        this.cancellationEndpoints = new CancellationEndpoints(submissions, recent, reader::caughtUp, cells, counts);
        TenantPolicies policies = new TenantPolicies(requestLog, codec, partitions);
        this.tenants = WatchedFile.start(config.tenants(), policies.file(), meters);
        this.tenantEndpoints = new TenantEndpoints(policies);
        this.poolEndpoints =
                new PoolEndpoints(cellLog, codec, Math.min(Cell.MAX, partitions.count()), cells, recent, clock);
        this.drainEndpoints = new DrainEndpoints(cellLog, codec, cells, clock);
        Observations observations = new Observations(requestLog, codec, partitions);
        this.laidDown = new LaidDownRules(connection, requestLog, codec, partitions);
        Triggers triggers = new Triggers(() -> rules.value().and(laidDown.inForce()), submissions, counts);
        List<Forge> forges = List.of(new GithubForge(), new GitlabForge(), new GiteaForge());
        this.ruleEndpoints = new RuleEndpoints(laidDown, rules::value, clock);
        this.dryRun = new DryRunEndpoint(new DryRunReader(forges, recent, clock), triggers::rules, laidDown::known);
        this.webhooks =
                webhooks(forges, config.secrets(), new WebhookEndpoint.Effects(triggers, observations, counts, clock));
        this.cdevents = new CdeventsEndpoint(config.secrets().cdevents(), observations, triggers, counts, clock);
        this.schedules = new Schedules(triggers, this::knows, clock);
        this.outcomes = new OutcomeReader(triggers, connection, codec, this::knows, clock);
        reader.start();
        cellsReader.start(CELLS_WAIT);
        if (signer != null) {
            signer.start();
        }
        laidDown.start();
        schedules.start();
        outcomes.start();
    }

    private static AvroCodec codec(KafkaConnection connection) {
        return AvroCodec.warm(
                connection,
                List.of(
                        Topics.JOB_REQUESTS,
                        Topics.JOB_CANCELLATIONS,
                        Topics.TENANT_POLICIES,
                        Topics.PRODUCERS,
                        Topics.POOL_POLICIES,
                        Topics.JOB_OBSERVATIONS,
                        Topics.RUNNER_DRAINS,
                        Topics.TRIGGER_RULES,
                        Topics.JOB_STATUS));
    }

    /**
     * Starts the gateway; its endpoints serve at once, and are ready when the requests of the last day are read.
     *
     * @throws io.jobstream.ingest.files.InvalidFileException when a file cannot be used
     * @throws io.jobstream.clients.RegistryUnavailableException when the schema registry does not answer
     */
    public static Ingest start(IngestConfig config, KafkaConnection connection, PoolPartitions partitions) {
        return start(config, connection, partitions, Clock.systemUTC());
    }

    /** Starts the gateway with a clock of its own; for tests. */
    static Ingest start(IngestConfig config, KafkaConnection connection, PoolPartitions partitions, Clock clock) {
        Ingest ingest = new Ingest(config, connection, partitions, clock);
        log.atInfo().addKeyValue("config", config).log("Ingest started");
        return ingest;
    }

    private static List<WebhookEndpoint> webhooks(
            List<Forge> forges, WebhookSecrets secrets, WebhookEndpoint.Effects effects) {
        WebhookBodies bodies = new WebhookBodies();
        return forges.stream()
                .map(forge -> new WebhookEndpoint(forge, secrets.of(forge.name()), bodies, effects))
                .toList();
    }

    /** Whether it is known which rules there are, what they started lately, and where more may go. */
    private boolean knows() {
        return reader.caughtUp() && laidDown.known() && cellsReader.health().ready();
    }

    public Endpoints endpoints() {
        return new Endpoints() {
            @Override
            public void addTo(RoutesConfig routes) {
                submissionEndpoints.addTo(routes);
                batchEndpoint.addTo(routes);
                producerEndpoints.addTo(routes);
                cancellationEndpoints.addTo(routes);
                tenantEndpoints.addTo(routes);
                poolEndpoints.addTo(routes);
                drainEndpoints.addTo(routes);
                webhooks.forEach(endpoint -> endpoint.addTo(routes));
                cdevents.addTo(routes);
                ruleEndpoints.addTo(routes);
                dryRun.addTo(routes);
            }

            @Override
            public Health health() {
                return reader.health()
                        .and(cellsReader.health())
                        .and(rules.health())
                        .and(laidDown.health())
                        .and(tenants.health())
                        .and(signer == null ? Health.READY : signer.health());
            }

            @Override
            public void meter(MeterRegistry registry) {
                meters.add(registry);
            }

            @Override
            public JsonNode openApi() {
                return OpenApi.fragment(Ingest.class, "openapi.json");
            }
        };
    }

    /** Ends in a few seconds, after what is in flight. */
    @Override
    public void close() {
        rules.close();
        tenants.close();
        if (signer != null) {
            signer.close();
        }
        producerEndpoints.close();
        producers.close();
        schedules.close();
        outcomes.close();
        laidDown.close();
        reader.close();
        cellsReader.close();
        requestLog.close();
        answering.shutdown();
        try {
            codec.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The registry's client did not close");
        }
    }
}
