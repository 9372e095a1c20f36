// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.audit;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.jobstream.http.RequestGuard;
import io.jobstream.schemas.AuditEvent;
import io.jobstream.schemas.AuditOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is known so far of one request that may be recorded. */
final class Account {
    private static final String ATTRIBUTE = "jobstream.audit";
    private static final int TARGET_MAX = 256;
    private static final String API = "/v1/";

    boolean expected;

    @Nullable
    String caller;

    @Nullable
    String tenant;

    @Nullable
    String target;

    AuditOutcome outcome = AuditOutcome.ALLOWED;

    @Nullable
    CompletableFuture<Void> asked;

    private Account() {}

    static Account of(Context ctx) {
        Account account = ctx.attribute(ATTRIBUTE);
        if (account == null) {
            account = new Account();
            ctx.attribute(ATTRIBUTE, account);
        }
        return account;
    }

    /** How often such refusals come is bounded by the caller's rate; all others are counted, not told one by one. */
    boolean fromKnownCaller() {
        return caller != null && (outcome == AuditOutcome.SCOPE_MISSING || outcome == AuditOutcome.OTHER_TENANT);
    }

    static AuditEvent.Builder describe(Context ctx, Account account) {
        return AuditEvent.newBuilder()
                .setActor("")
                .setRequestId(Objects.requireNonNullElse(RequestGuard.requestId(ctx), ""))
                .setMethod(ctx.method().name())
                .setRoute(route(ctx))
                .setTarget(target(ctx, account))
                .setTenant(account.tenant);
    }

    /** The route, not the path: strangers choose paths. */
    static String route(Context ctx) {
        Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
        return endpoint == null ? "none" : endpoint.path;
    }

    /** What stands in the path where the route has a parameter; null where it has none. */
    static @Nullable String parameters(String route, String path) {
        String[] template = route.split("/", -1);
        String[] found = path.split("/", -1);
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < Math.min(template.length, found.length); i++) {
            if (template[i].startsWith("{")) {
                parameters.add(found[i]);
            }
        }
        return parameters.isEmpty() ? null : String.join(" ", parameters);
    }

    private static @Nullable String target(Context ctx, Account account) {
        String target = account.target == null ? parameters(route(ctx), ctx.path()) : account.target;
        if (target == null) {
            // What was made: /v1/jobs/ID.
            String location = ctx.res().getHeader("Location");
            target = location != null && location.startsWith(API)
                    ? location.substring(location.lastIndexOf('/') + 1)
                    : null;
        }
        return target == null ? null : target.substring(0, Math.min(TARGET_MAX, target.length()));
    }
}
