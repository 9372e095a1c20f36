// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Buckets of tokens, one for each caller and one for each tenant, in this process. The least used are forgotten, and
 * are full when they come back.
 */
public final class RateLimits {
    private static final int BUCKETS_MAX = 100_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final Rates rates;
    private final Cache<String, Bucket> callers = buckets();
    private final Cache<String, Bucket> tenants = buckets();

    /**
     * What holds for each.
     *
     * @param caller a key, or the subject of a token
     * @param tenant all that ask for the same tenant
     */
    public record Rates(Rate caller, Rate tenant) {
        public static final Rates DEFAULT = new Rates(new Rate(200, 400), new Rate(500, 1_000));
    }

    public RateLimits(Rates rates) {
        this.rates = rates;
    }

    /**
     * What became of one request.
     *
     * @param policy what the limit is called in header fields
     * @param remaining how many more would be let through now
     * @param refill how long until one more would be; zero when this one was let through
     */
    record Taken(String policy, Rate rate, long remaining, Duration refill) {
        boolean refused() {
            return !refill.isZero();
        }
    }

    Taken ofCaller(String id) {
        return take("caller", rates.caller(), callers, id);
    }

    Taken ofTenant(String tenant) {
        return take("tenant", rates.tenant(), tenants, tenant);
    }

    /** Takes more of it than was asked for at the door, into debt if need be: whoever comes next waits for it. */
    void chargeCaller(String id, int tokens) {
        charge(rates.caller(), callers, id, tokens);
    }

    void chargeTenant(String tenant, int tokens) {
        charge(rates.tenant(), tenants, tenant, tokens);
    }

    private static void charge(Rate rate, Cache<String, Bucket> buckets, String key, int tokens) {
        if (tokens > 0) {
            long unused = Objects.requireNonNull(buckets.get(key, fresh -> bucket(rate)))
                    .consumeIgnoringRateLimits(tokens);
        }
    }

    private static Taken take(String policy, Rate rate, Cache<String, Bucket> buckets, String key) {
        Bucket bucket = Objects.requireNonNull(buckets.get(key, unused -> bucket(rate)));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return new Taken(
                policy,
                rate,
                probe.getRemainingTokens(),
                probe.isConsumed()
                        ? Duration.ZERO
                        : Duration.ofMillis(1 + TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill())));
    }

    private static Bucket bucket(Rate rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private static Cache<String, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(BUCKETS_MAX)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build();
    }
}
