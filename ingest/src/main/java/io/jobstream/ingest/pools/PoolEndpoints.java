// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.pools;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.cells.Cells;
import io.jobstream.ingest.log.CellLog;
import io.jobstream.ingest.recent.RecentRequests;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.topics.Cell;
import io.jobstream.topics.LateRequests;
import io.jobstream.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** {@code PUT} and {@code DELETE /v1/pools/{pool}/policy}. */
public final class PoolEndpoints {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final CellLog cellLog;
    private final AvroCodec codec;
    private final int cellsMax;
    private final Cells cells;
    private final RecentRequests recent;
    private final Clock clock;

    public PoolEndpoints(
            CellLog cellLog, AvroCodec codec, int cellsMax, Cells cells, RecentRequests recent, Clock clock) {
        this.cellLog = cellLog;
        this.codec = codec;
        this.cellsMax = cellsMax;
        this.cells = cells;
        this.recent = recent;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.put("/v1/pools/{pool}/policy", this::put, Scope.POOLS_ADMIN);
        routes.delete("/v1/pools/{pool}/policy", this::delete, Scope.POOLS_ADMIN);
    }

    /** The policy as it counts from now on. */
    private record PolicyAnswer(String pool, Packing packing, int cells) {}

    private void put(Context ctx) {
        String pool = PoolPolicyReader.known(ctx.pathParam("pool"));
        int before = cells.count(pool);
        PoolPolicy policy = PoolPolicyReader.read(pool, RequestBody.json(ctx), before, cellsMax);
        if (Objects.requireNonNullElse(policy.getCells(), 1) > before) {
            requireThatTheLastHourIsKnown();
        }
        give(ctx, policy);
    }

    /** Whoever repeats a request gets the first answer by memory only, when it would go to a new cell. */
    private void requireThatTheLastHourIsKnown() {
        if (!recent.isComplete()) {
            throw ProblemException.unavailable("The requests of the last day are still being read", RETRY_AFTER);
        }
        if (!recent.hasAllSince(clock.instant().minus(LateRequests.AGE_MAX))) {
            throw new ProblemException(
                    409,
                    "Too much is forgotten",
                    "This gateway does not remember all requests of the last hour, so that one that is repeated could"
                            + " start a second time in a new cell: let it remember more (--jobs-remembered), or wait"
                            + " until fewer come");
        }
    }

    /** Takes all back but the cells: what is in them needs them. */
    private void delete(Context ctx) {
        String pool = PoolPolicyReader.known(ctx.pathParam("pool"));
        give(ctx, PoolPolicyReader.policy(pool, null, cells.count(pool)));
    }

    /** Tells each cell. */
    private void give(Context ctx, PoolPolicy policy) {
        int count = Objects.requireNonNullElse(policy.getCells(), 1);
        Packing packing = Objects.requireNonNullElse(policy.getPacking(), Packing.SPREAD);
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (int number = 0; number < count; number++) {
            String cell = new Cell(policy.getPool(), number).name();
            values.put(cell, encoded(new PoolPolicy(cell, policy.getPacking(), policy.getCells())));
        }
        ctx.future(() -> CompletableFuture.allOf(values.entrySet().stream()
                        .map(each ->
                                cellLog.append(Topics.POOL_POLICIES, each.getKey(), each.getKey(), each.getValue()))
                        .toArray(CompletableFuture<?>[]::new))
                .thenAccept(done -> ctx.status(202).json(new PolicyAnswer(policy.getPool(), packing, count))));
    }

    private byte[] encoded(PoolPolicy policy) {
        try {
            return codec.encode(Topics.POOL_POLICIES, policy);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was changed", RETRY_AFTER);
        }
    }
}
