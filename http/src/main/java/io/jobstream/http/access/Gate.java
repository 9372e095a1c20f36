// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.security.RouteRole;
import io.jobstream.audit.trail.AuditTrail;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestGuard;
import io.jobstream.http.access.Decision.Outcome;
import io.jobstream.http.audit.RequestAudit;
import io.jobstream.schemas.AuditOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs before every route: who asks, whether that is too often, and whether they may. */
public final class Gate {
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);

    private final boolean open;
    private final List<Authenticator> authenticators;
    private final @Nullable RateLimits limits;
    private final RequestAudit audit;
    private final Sessions sessions = new Sessions();
    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private final Decisions decisions = new Decisions(meters);

    private Gate(boolean open, List<Authenticator> authenticators, @Nullable RateLimits limits, RequestAudit audit) {
        this.open = open;
        this.authenticators = List.copyOf(authenticators);
        this.limits = limits;
        this.audit = audit;
    }

    /** Lets everyone do everything: for loopback, or where something else guards. */
    public static Gate open() {
        return new Gate(true, List.of(), null, RequestAudit.none());
    }

    /** Lets in whom one of these knows. */
    public static Gate guarding(List<Authenticator> authenticators, RateLimits limits) {
        return new Gate(false, authenticators, limits, RequestAudit.none());
    }

    /** The same, whose decisions are recorded. */
    public Gate recordedIn(AuditTrail trail) {
        return new Gate(open, authenticators, limits, RequestAudit.to(trail, open));
    }

    public boolean isOpen() {
        return open;
    }

    /** Stands before the routes; {@code registry} gets its metrics. */
    public void addTo(RoutesConfig routes, MeterRegistry registry) {
        meters.add(registry);
        routes.beforeMatched(this::check);
        audit.addTo(routes);
        new SessionEndpoints(this, sessions).addTo(routes);
    }

    /** Whether what a route declares lets the gate judge it. */
    public static boolean declares(Set<? extends RouteRole> roles) {
        return roles.size() == 1 && roles.stream().allMatch(role -> role instanceof Scope || role instanceof Exempt);
    }

    /** @throws ProblemException 503 when it cannot be told */
    Optional<Identity> identify(String credential) {
        for (Authenticator authenticator : authenticators) {
            if (authenticator.takes(credential)) {
                return authenticator.identify(credential);
            }
        }
        return Optional.empty();
    }

    /** Ends with the server: what was only counted so far is recorded. */
    public void close() {
        audit.close();
    }

    /** The guard refused it before anybody asked who it is. */
    public void refusedUnseen(Context ctx, Outcome outcome) {
        decided(ctx, null, null, outcome);
    }

    /** The one place that every decision passes. */
    void decided(Context ctx, @Nullable Caller caller, @Nullable String tenant, Outcome outcome) {
        decisions.decided(new Decision(
                RequestGuard.requestId(ctx),
                caller == null ? null : caller.id(),
                ctx.method().name(),
                route(ctx),
                tenant,
                outcome));
        if (outcome == Outcome.ALLOWED) {
            audit.allowed(ctx, caller == null ? null : caller.id());
        } else {
            audit.refused(ctx, caller == null ? null : caller.id(), tenant, AuditOutcome.valueOf(outcome.name()));
        }
    }

    /** A caller of one tenant has paid for it at the gate already. */
    void chargeTenant(Context ctx, Caller caller, String tenant) {
        if (limits != null && caller.tenants().only().isEmpty()) {
            limit(ctx, caller, limits.ofTenant(tenant));
        }
    }

    /** One of {@code requests} has been paid for at the gate. */
    void chargeFurther(Caller caller, int requests) {
        if (limits != null) {
            limits.chargeCaller(caller.id(), requests - 1);
            caller.tenants().only().ifPresent(tenant -> limits.chargeTenant(tenant, requests - 1));
        }
    }

    void chargeTenantFurther(Caller caller, String tenant, int requests) {
        if (limits != null && caller.tenants().only().isEmpty()) {
            limits.chargeTenant(tenant, requests - 1);
        }
    }

    private void check(Context ctx) {
        if (ctx.method().equals(HandlerType.HEAD) && ctx.routeRoles().isEmpty()) {
            // Javalin says by itself that a GET is there, and asks no handler.
            return;
        }
        if (!declares(ctx.routeRoles())) {
            decided(ctx, null, null, Outcome.UNDECIDABLE);
            throw new ProblemException(403, "Forbidden", "Nobody has said who may have this");
        }
        RouteRole declared = ctx.routeRoles().iterator().next();
        if (isRecorded(ctx.method(), declared)) {
            audit.expect(ctx);
        }
        if (declared instanceof Exempt exempt && exempt != Exempt.ANY_CALLER) {
            return;
        }
        Identity identity = open ? new Identity(Caller.ANYONE, () -> true) : authenticated(ctx);
        Caller caller = identity.caller();
        limit(ctx, caller);
        if (declared instanceof Scope scope && !caller.may(scope)) {
            decided(ctx, caller, null, Outcome.SCOPE_MISSING);
            ctx.header("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + scope.word() + "\"");
            throw new ProblemException(403, "Forbidden", "This needs the scope " + scope.word());
        }
        decided(ctx, caller, null, Outcome.ALLOWED);
        new Permit(this, ctx, identity).give();
    }

    /** Whatever changes something, and reads of what their scope protects: so no route can be forgotten. */
    static boolean isRecorded(HandlerType method, RouteRole declared) {
        return !READS.contains(method) || (declared instanceof Scope scope && scope.readsAreRecorded());
    }

    private Identity authenticated(Context ctx) {
        Optional<Identity> found;
        try {
            found = Credential.isCarried(ctx) ? Credential.bearer(ctx).flatMap(this::identify) : sessions.find(ctx);
        } catch (ProblemException e) {
            decided(ctx, null, null, Outcome.UNDECIDABLE);
            throw e;
        }
        if (found.isEmpty()) {
            decided(ctx, null, null, Outcome.UNAUTHENTICATED);
            throw unauthenticated(ctx, Credential.isCarried(ctx) || sessions.isCarried(ctx));
        }
        if (!Credential.isCarried(ctx) && !READS.contains(ctx.method()) && !RequestGuard.saysSameOrigin(ctx)) {
            decided(ctx, found.get().caller(), null, Outcome.FOREIGN_PAGE);
            throw new ProblemException(403, "Forbidden", "With a session only this site's own pages may write");
        }
        return found.get();
    }

    static ProblemException unauthenticated(Context ctx, boolean carried) {
        ctx.header("WWW-Authenticate", "Bearer realm=\"jobstream\"" + (carried ? ", error=\"invalid_token\"" : ""));
        return new ProblemException(
                401,
                "Unauthorized",
                carried
                        ? "The credential is not known, expired or revoked"
                        : "Send an API key or an access token as Authorization: Bearer ...");
    }

    private void limit(Context ctx, Caller caller) {
        if (limits != null) {
            limit(ctx, caller, limits.ofCaller(caller.id()));
            caller.tenants().only().ifPresent(tenant -> limit(ctx, caller, limits.ofTenant(tenant)));
        }
    }

    private void limit(Context ctx, Caller caller, RateLimits.Taken taken) {
        RateLimitFields.add(ctx, taken);
        if (taken.refused()) {
            decided(ctx, caller, null, Outcome.RATE_LIMITED);
            throw ProblemException.tooMany(
                    "More than " + taken.rate().perSecond() + " requests a second for this " + taken.policy(),
                    taken.refill());
        }
    }

    private static String route(Context ctx) {
        Endpoint endpoint = ctx.endpoints().matchedHttpEndpoint();
        return endpoint == null ? "none" : endpoint.path;
    }
}
