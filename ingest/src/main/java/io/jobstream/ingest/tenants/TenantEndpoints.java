// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.tenants;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.schemas.TenantPolicy;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code DELETE /v1/tenants/{tenant}/policy}. */
public final class TenantEndpoints {
    private final TenantPolicies policies;

    public TenantEndpoints(TenantPolicies policies) {
        this.policies = policies;
    }

    public void addTo(RoutesConfig routes) {
        routes.put(
                "/v1/tenants/{tenant}/policy",
                ctx -> give(ctx, TenantPolicyReader.read(ctx.pathParam("tenant"), RequestBody.json(ctx))),
                Scope.TENANTS_ADMIN);
        routes.delete(
                "/v1/tenants/{tenant}/policy",
                ctx -> give(ctx, new TenantPolicy(TenantPolicyReader.known(ctx.pathParam("tenant")), 1, null, null)),
                Scope.TENANTS_ADMIN);
    }

    /** The policy as it counts from now on. */
    private record PolicyAnswer(
            String tenant,
            int weight,
            @Nullable Integer slotsMax,
            @Nullable Integer queuedMax) {}

    private void give(Context ctx, TenantPolicy policy) {
        Permit.of(ctx).requireTenant(policy.getTenant());
        ctx.future(() -> policies.give(policy)
                .thenAccept(given -> ctx.status(202)
                        .json(new PolicyAnswer(
                                given.getTenant(), given.getWeight(), given.getSlotsMax(), given.getQueuedMax()))));
    }
}
