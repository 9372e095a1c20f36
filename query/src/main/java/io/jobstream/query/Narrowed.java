// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query;

import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.PoolStatus;
import io.jobstream.schemas.RunnerStatus;
import java.util.Optional;
import java.util.function.Function;

/** Statements about what all tenants share, without what they say of tenants that are not the caller's. */
final class Narrowed {
    private Narrowed() {}

    static PoolStatus pool(PoolStatus pool, Tenants tenants) {
        return tenants.all()
                ? pool
                : PoolStatus.newBuilder(pool)
                        .setTenants(pool.getTenants().stream()
                                .filter(each -> tenants.contains(each.getTenant()))
                                .toList())
                        .build();
    }

    /** @param tenantOf whose a job is; what is not known is nobody's here */
    static RunnerStatus runner(RunnerStatus runner, Tenants tenants, Function<String, Optional<String>> tenantOf) {
        return tenants.all()
                ? runner
                : RunnerStatus.newBuilder(runner)
                        .setAttempts(runner.getAttempts().stream()
                                .filter(each -> tenantOf.apply(each.getJobId())
                                        .filter(tenants::contains)
                                        .isPresent())
                                .toList())
                        .build();
    }
}
