// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.drains;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/** {@code POST /v1/runners/{id}/drain}. */
public final class DrainEndpoints {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final PoolPartitions partitions;
    private final Clock clock;

    public DrainEndpoints(RequestLog requestLog, AvroCodec codec, PoolPartitions partitions, Clock clock) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.partitions = partitions;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/runners/{id}/drain", this::drain, Scope.POOLS_ADMIN);
    }

    private record DrainAnswer(String runnerId, String pool) {}

    private void drain(Context ctx) {
        DrainReader.Wish wish = DrainReader.read(ctx.pathParam("id"), RequestBody.jsonOrEmpty(ctx));
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                Topics.RUNNER_DRAINS.name(), partitions.ofPool(wish.pool()), wish.runnerId(), encoded(wish));
        ctx.future(() -> requestLog
                .append(record)
                .thenAccept(done -> ctx.status(202).json(new DrainAnswer(wish.runnerId(), wish.pool()))));
    }

    private byte[] encoded(DrainReader.Wish wish) {
        RunnerDrain drain = new RunnerDrain(
                wish.pool(),
                wish.runnerId(),
                wish.session(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                wish.reason());
        try {
            return codec.encode(Topics.RUNNER_DRAINS, drain);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was asked", RETRY_AFTER);
        }
    }
}
