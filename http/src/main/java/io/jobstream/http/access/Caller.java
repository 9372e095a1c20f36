// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import java.util.Set;

/**
 * Who sent a request.
 *
 * @param id for people and logs, as {@code key:4TqZ...} or {@code token:https://issuer#subject}; never a secret
 * @param tenants whose jobs it may see and act on
 * @param scopes what it may do
 */
public record Caller(String id, Tenants tenants, Set<Scope> scopes) {
    /** Everyone, where there is no authentication. */
    public static final Caller ANYONE = new Caller("anyone", Tenants.ALL, Scope.ALL);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
