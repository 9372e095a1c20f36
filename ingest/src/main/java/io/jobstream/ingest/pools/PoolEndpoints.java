// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.pools;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.clients.AvroCodec;
import io.jobstream.clients.RegistryUnavailableException;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Scope;
import io.jobstream.ingest.log.RequestLog;
import io.jobstream.schemas.Packing;
import io.jobstream.schemas.PoolPolicy;
import io.jobstream.topics.PoolPartitions;
import io.jobstream.topics.Topics;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/** {@code PUT} and {@code DELETE /v1/pools/{pool}/policy}. */
public final class PoolEndpoints {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestLog requestLog;
    private final AvroCodec codec;
    private final PoolPartitions partitions;

    public PoolEndpoints(RequestLog requestLog, AvroCodec codec, PoolPartitions partitions) {
        this.requestLog = requestLog;
        this.codec = codec;
        this.partitions = partitions;
    }

    public void addTo(RoutesConfig routes) {
        routes.put(
                "/v1/pools/{pool}/policy",
                ctx -> give(ctx, PoolPolicyReader.read(ctx.pathParam("pool"), RequestBody.json(ctx))),
                Scope.POOLS_ADMIN);
        routes.delete(
                "/v1/pools/{pool}/policy",
                ctx -> give(ctx, new PoolPolicy(PoolPolicyReader.known(ctx.pathParam("pool")), null)),
                Scope.POOLS_ADMIN);
    }

    /** The policy as it counts from now on. */
    private record PolicyAnswer(String pool, Packing packing) {}

    private void give(Context ctx, PoolPolicy policy) {
        String pool = policy.getPool();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.POOL_POLICIES.name(), partitions.ofPool(pool), pool, encoded(policy));
        Packing packing = Objects.requireNonNullElse(policy.getPacking(), Packing.SPREAD);
        ctx.future(() ->
                requestLog.append(record).thenAccept(done -> ctx.status(202).json(new PolicyAnswer(pool, packing))));
    }

    private byte[] encoded(PoolPolicy policy) {
        try {
            return codec.encode(Topics.POOL_POLICIES, policy);
        } catch (RegistryUnavailableException e) {
            throw ProblemException.unavailable("The schema registry does not answer; nothing was changed", RETRY_AFTER);
        }
    }
}
