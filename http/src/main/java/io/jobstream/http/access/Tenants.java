// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose jobs a caller may see and act on.
 *
 * @param all everyone's
 * @param names these tenants'; empty where it is all
 */
public record Tenants(boolean all, Set<String> names) {
    /** Stands for all tenants; no tenant can be called so. */
    public static final String WILDCARD = "*";

    public static final Tenants ALL = new Tenants(true, Set.of());

    public Tenants {
        names = all ? Set.of() : Set.copyOf(names);
    }

    public static Tenants of(Collection<String> names) {
        return names.contains(WILDCARD) ? ALL : new Tenants(false, Set.copyOf(names));
    }

    public boolean contains(String tenant) {
        return all || names.contains(tenant);
    }

    public boolean containsAll(Tenants others) {
        return all || (!others.all && names.containsAll(others.names));
    }

    /** The one tenant, where there is exactly one. */
    public Optional<String> only() {
        return names.size() == 1 ? Optional.of(names.iterator().next()) : Optional.empty();
    }

    /** Sorted, with the wildcard for all. */
    public List<String> words() {
        return all ? List.of(WILDCARD) : List.copyOf(new TreeSet<>(names));
    }
}
