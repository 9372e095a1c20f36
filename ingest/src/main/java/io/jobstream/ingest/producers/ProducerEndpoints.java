// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.producers;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.ingest.producers.Producers.Enrolment;
import io.jobstream.schemas.Producer;
import io.jobstream.signatures.VerificationKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** {@code /v1/producers}. Nobody enrols, sees or revokes one of a tenant that is not theirs. */
public final class ProducerEndpoints implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration AWAITED = Duration.ofSeconds(5);
    private static final long ASK_MILLIS = 50;

    private final Producers producers;
    private final Clock clock;
    /** Few ask, and each reads the topic. */
    private final ExecutorService asking = Executors.newFixedThreadPool(2, runnable -> {
        Thread thread = new Thread(runnable, "ingest-producers");
        thread.setDaemon(true);
        return thread;
    });

    public ProducerEndpoints(Producers producers, Clock clock) {
        this.producers = producers;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.put("/v1/producers/{id}", this::enrol, Scope.PRODUCERS_ADMIN);
        routes.get("/v1/producers", this::list, Scope.PRODUCERS_ADMIN);
        routes.get("/v1/producers/{id}", this::show, Scope.PRODUCERS_ADMIN);
        routes.delete("/v1/producers/{id}", this::revoke, Scope.PRODUCERS_ADMIN);
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }

    /** @param counts whether the scheduler has it in every partition */
    private record Shown(
            String producerId,
            String publicKey,
            String tenant,
            List<String> pools,
            Instant enrolledAt,
            String enrolledBy,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            boolean counts) {
        static Shown of(Producer producer, boolean counts) {
            return new Shown(
                    producer.getProducerId(),
                    VerificationKey.of(producer.getPublicKey()).text(),
                    producer.getTenant(),
                    producer.getPools(),
                    producer.getEnrolledAt(),
                    producer.getEnrolledBy(),
                    producer.getExpiresAt(),
                    producer.getRevokedAt(),
                    counts);
        }
    }

    private record Listed(List<Shown> items) {}

    private void enrol(Context ctx) {
        String id = ProducerReader.known(ctx.pathParam("id"));
        if (id.startsWith(GatewaySigner.ID_PREFIX)) {
            throw new ProblemException(409, "Id taken", "Ids that begin with gateway- are those of gateways");
        }
        Permit permit = Permit.of(ctx);
        Producer wanted = ProducerReader.read(
                id, RequestBody.json(ctx), clock.instant(), permit.caller().id());
        Tenants mine = permit.tenants();
        if (!mine.containsAll(Tenants.of(List.of(wanted.getTenant())))) {
            throw new ProblemException(
                    403, "Forbidden", "A producer can have no tenant that its enroller does not have");
        }
        answer(ctx, () -> {
            Enrolment known = producers.read().get(id);
            if (known != null && (!isMine(mine, known) || known.producer().getRevokedAt() != null)) {
                throw new ProblemException(
                        409, "Id taken", "Another producer has or had the id " + id + ": take a new one");
            }
            return awaited(producers.write(wanted).join());
        });
    }

    private void list(Context ctx) {
        Tenants mine = Permit.of(ctx).tenants();
        ctx.future(() -> asked(() -> new Listed(producers.read().values().stream()
                        .filter(each -> isMine(mine, each))
                        .map(each -> Shown.of(each.producer(), producers.counts(each)))
                        .toList()))
                .thenAccept(ctx::json));
    }

    private void show(Context ctx) {
        String id = ProducerReader.known(ctx.pathParam("id"));
        Tenants mine = Permit.of(ctx).tenants();
        ctx.future(() -> asked(() -> {
                    Enrolment found = found(id, mine);
                    return Shown.of(found.producer(), producers.counts(found));
                })
                .thenAccept(ctx::json));
    }

    private void revoke(Context ctx) {
        String id = ProducerReader.known(ctx.pathParam("id"));
        Tenants mine = Permit.of(ctx).tenants();
        answer(ctx, () -> {
            Producer known = found(id, mine).producer();
            Instant since = known.getRevokedAt();
            return awaited(producers
                    .write(Producer.newBuilder(known)
                            .setRevokedAt(since == null ? clock.instant().truncatedTo(ChronoUnit.MILLIS) : since)
                            .build())
                    .join());
        });
    }

    private Enrolment found(String id, Tenants mine) {
        Enrolment known = producers.read().get(id);
        if (known == null || !isMine(mine, known)) {
            throw ProblemException.notFound("There is no producer " + id);
        }
        return known;
    }

    /** 200 when it counts, 202 when the scheduler has not taken it in yet. */
    private void answer(Context ctx, Supplier<Shown> change) {
        ctx.future(() -> asked(change)
                .thenAccept(shown -> ctx.status(shown.counts() ? 200 : 202).json(shown)));
    }

    private Shown awaited(Enrolment written) {
        long deadline = System.nanoTime() + AWAITED.toNanos();
        boolean counts = producers.counts(written);
        while (!counts && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            counts = producers.counts(written);
        }
        return Shown.of(written.producer(), counts);
    }

    private <T> CompletableFuture<T> asked(Supplier<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.get();
                    } catch (CompletionException e) {
                        throw e.getCause() instanceof ProblemException problem ? problem : e;
                    } catch (KafkaException | RegistryUnavailableException e) {
                        throw ProblemException.unavailable(
                                "Kafka does not answer, so that it is not known whether anything was changed: list the"
                                        + " producers",
                                RETRY_AFTER);
                    }
                },
                asking);
    }

    private static boolean isMine(Tenants mine, Enrolment enrolment) {
        return mine.containsAll(Tenants.of(List.of(enrolment.producer().getTenant())));
    }
}
