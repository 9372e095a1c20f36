// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.health.Health;
import io.jobstream.http.Endpoints;
import io.jobstream.http.OpenApi;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.access.Caller;
import io.jobstream.http.access.Decision;
import io.jobstream.http.access.Permit;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.schemas.ApiKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/keys}. Nobody makes a key that may more than they may, or sees one of tenants that are not theirs. */
final class KeyEndpoints implements Endpoints {
    private final KeyRing ring;
    private final Clock clock;

    KeyEndpoints(KeyRing ring, Clock clock) {
        this.ring = ring;
        this.clock = clock;
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/keys", this::make, Scope.KEYS_ADMIN);
        routes.get("/v1/keys", this::list, Scope.KEYS_ADMIN);
        routes.delete("/v1/keys/{id}", this::revoke, Scope.KEYS_ADMIN);
    }

    @Override
    public Health health() {
        return ring.health();
    }

    @Override
    public JsonNode openApi() {
        return OpenApi.fragment(KeyEndpoints.class, "openapi.json");
    }

    /** A key without its secret. */
    private record Shown(
            String keyId,
            String name,
            List<String> scopes,
            List<String> tenants,
            Instant createdAt,
            String createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {}

    /** The answer to {@code POST /v1/keys}: {@code key} is shown this once. */
    private record Made(String key, Shown about) {}

    private record Listed(List<Shown> items) {}

    private void make(Context ctx) {
        Permit permit = Permit.of(ctx);
        Caller caller = permit.caller();
        NewKey wanted = NewKeyReader.read(RequestBody.json(ctx), clock.instant());
        if (!caller.scopes().containsAll(wanted.scopes()) || !caller.tenants().containsAll(wanted.tenants())) {
            permit.refused(Decision.Outcome.SCOPE_MISSING);
            throw new ProblemException(
                    403, "Forbidden", "A key can have no scopes and tenants that its maker does not have");
        }
        ctx.future(() -> ring.make(wanted, caller.id())
                .thenAccept(made -> ctx.status(201)
                        .header("Location", "/v1/keys/" + made.key().getKeyId())
                        .json(new Made(made.text().text(), shown(made.key())))));
    }

    private void list(Context ctx) {
        Tenants tenants = Permit.of(ctx).tenants();
        ctx.json(new Listed(ring.list().stream()
                .filter(key -> mayTouch(tenants, key))
                .map(this::shown)
                .toList()));
    }

    private void revoke(Context ctx) {
        Permit permit = Permit.of(ctx);
        String keyId = ctx.pathParam("id");
        Optional<ApiKey> known =
                ring.list().stream().filter(key -> key.getKeyId().equals(keyId)).findFirst();
        if (known.isEmpty() || !mayTouch(permit.tenants(), known.get())) {
            if (known.isPresent()) {
                permit.refused(Decision.Outcome.OTHER_TENANT);
            }
            throw ProblemException.notFound("There is no key " + keyId);
        }
        ctx.future(() -> ring.revoke(keyId).thenAccept(revoked -> {
            if (revoked == null) {
                throw ProblemException.notFound("There is no key " + keyId);
            }
            ctx.json(shown(revoked));
        }));
    }

    private static boolean mayTouch(Tenants mine, ApiKey key) {
        return mine.containsAll(Tenants.of(key.getTenants()));
    }

    private Shown shown(ApiKey key) {
        return new Shown(
                key.getKeyId(),
                key.getName(),
                key.getScopes(),
                key.getTenants(),
                key.getCreatedAt(),
                key.getCreatedBy(),
                key.getExpiresAt(),
                key.getRevokedAt(),
                ring.lastUse(key.getKeyId()).orElse(null));
    }
}
