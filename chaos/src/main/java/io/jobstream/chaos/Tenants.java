// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.schemas.TenantPolicy;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whose jobs the load sends, and what policies they are given under way. */
final class Tenants {
    static final List<String> NAMES = List.of("large", "small-1", "small-2", "small-3");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The mean time between two changes. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Of so many policies one limits slots, and one waiting jobs: to none at all at the least. */
    private static final int LIMITED_OF = 3;

    private static final int WEIGHT_MAX = 4;
    private static final int SLOTS_MAX = 2;
    private static final int QUEUED_MAX = 3;
    private static final long DEFAULTS_EVERY_MILLIS = 2_000;

    private final Gateway gateway;
    private final ScheduledExecutorService clock;
    private final Map<String, CompletableFuture<String>> given = new HashMap<>();
    private final AtomicInteger changes = new AtomicInteger();

    Tenants(Gateway gateway, ScheduledExecutorService clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    /**
     * Another policy for a tenant.
     *
     * @param at since the changes began
     */
    record Change(Duration at, TenantPolicy policy) {}

    /** Whose the next job is: the first sends as much as all others together. */
    static String draw(RandomGenerator random) {
        return NAMES.get(random.nextBoolean() ? 0 : 1 + random.nextInt(NAMES.size() - 1));
    }

    /** The changes of a run, in their order. */
    static List<Change> plan(RandomGenerator random, Duration length) {
        List<Change> plan = new ArrayList<>();
        for (Duration at = gap(random); at.compareTo(length) < 0; at = at.plus(gap(random))) {
            String tenant = NAMES.get(random.nextInt(NAMES.size()));
            int weight = 1 + random.nextInt(WEIGHT_MAX);
            plan.add(new Change(
                    at, new TenantPolicy(tenant, weight, limit(random, SLOTS_MAX), limit(random, QUEUED_MAX))));
        }
        return plan;
    }

    /** Begins with the changes. */
    void change(List<Change> plan) {
        for (Change change : plan) {
            var unused =
                    clock.schedule(() -> change(change.policy()), change.at().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void change(TenantPolicy policy) {
        var unused = give(policy).thenRun(changes::incrementAndGet);
    }

    /**
     * Gives all their defaults, again and again: a request that a stopped gateway took long ago may still come to
     * something.
     */
    void end() {
        var unused = clock.scheduleWithFixedDelay(
                () -> NAMES.forEach(this::giveDefault), 0, DEFAULTS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Changes that were accepted, but for the defaults at the end. */
    int changes() {
        return changes.get();
    }

    private void giveDefault(String tenant) {
        var unused = give(new TenantPolicy(tenant, 1, null, null));
    }

    /** Each tenant's policies one after the other, so that none overtakes the next. */
    private synchronized CompletableFuture<String> give(TenantPolicy policy) {
        String tenant = policy.getTenant();
        HttpRequest request = gateway.put("/v1/tenants/" + tenant + "/policy", body(policy));
        CompletableFuture<String> before = given.getOrDefault(tenant, CompletableFuture.completedFuture(""));
        CompletableFuture<String> accepted = before.thenCompose(done -> gateway.send(request));
        given.put(tenant, accepted);
        return accepted;
    }

    private static String body(TenantPolicy policy) {
        ObjectNode body = JSON.createObjectNode().put("weight", policy.getWeight());
        if (policy.getSlotsMax() != null) {
            body.put("slotsMax", policy.getSlotsMax());
        }
        if (policy.getQueuedMax() != null) {
            body.put("queuedMax", policy.getQueuedMax());
        }
        return body.toString();
    }

    private static @Nullable Integer limit(RandomGenerator random, int most) {
        return random.nextInt(LIMITED_OF) == 0 ? random.nextInt(most + 1) : null;
    }

    private static Duration gap(RandomGenerator random) {
        return Duration.ofMillis(1 + random.nextLong(2 * EVERY.toMillis()));
    }
}
