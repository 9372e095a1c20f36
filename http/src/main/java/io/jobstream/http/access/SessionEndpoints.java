// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.jobstream.http.FieldError;
import io.jobstream.http.ProblemException;
import io.jobstream.http.RequestBody;
import io.jobstream.http.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v1/session}: a browser signs in and out, and anyone asks who they are. */
final class SessionEndpoints {
    private final Gate gate;
    private final Sessions sessions;

    SessionEndpoints(Gate gate, Sessions sessions) {
        this.gate = gate;
        this.sessions = sessions;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/session", this::signIn, Exempt.PUBLIC);
        routes.get("/v1/session", ctx -> ctx.json(answer(Permit.of(ctx).caller())), Exempt.ANY_CALLER);
        routes.delete("/v1/session", this::signOut, Exempt.PUBLIC);
    }

    /**
     * Who someone is.
     *
     * @param authentication false where everyone is let in
     */
    private record Answer(boolean authentication, String caller, List<String> scopes, List<String> tenants) {}

    private void signIn(Context ctx) {
        String token = token(RequestBody.json(ctx));
        if (gate.isOpen()) {
            gate.decided(ctx, Caller.ANYONE, null, Decision.Outcome.ALLOWED);
            ctx.json(answer(Caller.ANYONE));
            return;
        }
        Optional<Identity> identity = gate.identify(token);
        if (identity.isEmpty()) {
            gate.decided(ctx, null, null, Decision.Outcome.UNAUTHENTICATED);
            throw Gate.unauthenticated(ctx, true);
        }
        gate.decided(ctx, identity.get().caller(), null, Decision.Outcome.ALLOWED);
        sessions.begin(ctx, identity.get());
        ctx.json(answer(identity.get().caller()));
    }

    private void signOut(Context ctx) {
        sessions.find(ctx).ifPresent(found -> gate.decided(ctx, found.caller(), null, Decision.Outcome.ALLOWED));
        sessions.end(ctx);
        ctx.status(204);
    }

    private Answer answer(Caller caller) {
        return new Answer(
                !gate.isOpen(),
                caller.id(),
                caller.scopes().stream().map(Scope::word).sorted().toList(),
                caller.tenants().words());
    }

    private static String token(JsonNode body) {
        List<FieldError> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        String token = fields.text("token").orElse("").strip();
        if (token.isEmpty()) {
            fields.error(fields.pointer("token"), "Expected an API key or an access token");
        }
        fields.done();
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return token;
    }
}
