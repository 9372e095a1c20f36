// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.http.Context;
import io.jobstream.http.ProblemException;
import io.jobstream.http.audit.RequestAudit;

/** What the gate let a request in with: handlers ask it whose jobs they may touch. */
public final class Permit {
    private static final String ATTRIBUTE = "jobstream.permit";

    private final Gate gate;
    private final Context ctx;
    private final Identity identity;

    Permit(Gate gate, Context ctx, Identity identity) {
        this.gate = gate;
        this.ctx = ctx;
        this.identity = identity;
    }

    /**
     * The request's.
     *
     * @throws IllegalStateException when the gate has not seen it, so that nobody is let in by mistake
     */
    public static Permit of(Context ctx) {
        Permit permit = ctx.attribute(ATTRIBUTE);
        if (permit == null) {
            throw new IllegalStateException("The gate has let nobody in here: " + ctx.path());
        }
        return permit;
    }

    void give() {
        ctx.attribute(ATTRIBUTE, this);
    }

    public Caller caller() {
        return identity.caller();
    }

    public Tenants tenants() {
        return caller().tenants();
    }

    /** Whether the credential is still good; whatever outlives the request asks now and then. */
    public boolean standing() {
        return identity.standing().getAsBoolean();
    }

    /**
     * Goes on only when the caller may act for the tenant.
     *
     * @throws ProblemException 403 when it may not, 429 when the tenant has asked for too much
     */
    public void requireTenant(String tenant) {
        if (!tenants().contains(tenant)) {
            gate.decided(ctx, caller(), tenant, Decision.Outcome.OTHER_TENANT);
            throw new ProblemException(
                    403,
                    "Forbidden",
                    "Tenant " + tenant + " is not among those that this credential is good for: "
                            + String.join(", ", tenants().words()));
        }
        RequestAudit.ofTenant(ctx, tenant);
        gate.chargeTenant(ctx, caller(), tenant);
    }

    /**
     * Counts this request as so many, in what its caller may ask for. It is never refused for that: what it takes too
     * much, those that follow wait for.
     */
    public void countAs(int requests) {
        gate.chargeFurther(caller(), requests);
    }

    /** As {@link #requireTenant(String)}, for so many requests at once. */
    public void requireTenant(String tenant, int requests) {
        requireTenant(tenant);
        gate.chargeTenantFurther(caller(), tenant, requests);
    }

    /** The handler refuses it, for a reason of its own; the answer is the handler's. */
    public void refused(Decision.Outcome outcome) {
        gate.decided(ctx, caller(), null, outcome);
    }

    /** Whether it may be shown the tenant's; that it was refused is told like any other decision. */
    public boolean sees(String tenant) {
        boolean sees = tenants().contains(tenant);
        if (!sees) {
            gate.decided(ctx, caller(), tenant, Decision.Outcome.OTHER_TENANT);
        } else {
            RequestAudit.ofTenant(ctx, tenant);
        }
        return sees;
    }
}
