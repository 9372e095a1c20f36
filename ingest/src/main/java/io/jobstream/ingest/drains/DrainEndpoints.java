// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.drains;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.cells.Cells;
import io.jobstream.ingest.log.CellLog;
import io.jobstream.schemas.RunnerDrain;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/runners/{id}/drain}. */
public final class DrainEndpoints {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final CellLog cellLog;
    private final AvroCodec codec;
    private final Cells cells;
    private final Clock clock;

    public DrainEndpoints(CellLog cellLog, AvroCodec codec, Cells cells, Clock clock) {
        this.cellLog = cellLog;
        this.codec = codec;
        this.cells = cells;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/v1/runners/{id}/drain", this::drain, Scope.POOLS_ADMIN);
    }

    private record DrainAnswer(String runnerId, String pool) {}

    private void drain(Context ctx) {
        DrainReader.Wish wish = DrainReader.read(ctx.pathParam("id"), RequestBody.jsonOrEmpty(ctx));
        // Only the cell that the runner works for knows it; to the others this is nothing.
        ctx.future(() -> CompletableFuture.allOf(cells.names(wish.pool()).stream()
                        .map(cell -> cellLog.append(Topics.RUNNER_DRAINS, cell, wish.runnerId(), encoded(wish, cell)))
                        .toArray(CompletableFuture<?>[]::new))
                .thenAccept(done -> ctx.status(202).json(new DrainAnswer(wish.runnerId(), wish.pool()))));
    }

    private byte[] encoded(DrainReader.Wish wish, String cell) {
        RunnerDrain drain = new RunnerDrain(
                cell, wish.runnerId(), wish.session(), clock.instant().truncatedTo(ChronoUnit.MILLIS), wish.reason());
        try {
            return codec.encode(Topics.RUNNER_DRAINS, drain);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was asked", RETRY_AFTER);
        }
    }
}
