// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.javalin.security.RouteRole;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a caller may do; a route that needs one names it. */
public enum Scope implements RouteRole {
    JOBS_READ("jobs:read"),
    JOBS_WRITE("jobs:write"),
    LOGS_READ("logs:read"),
    POOLS_ADMIN("pools:admin"),
    TENANTS_ADMIN("tenants:admin"),
    TRIGGERS_ADMIN("triggers:admin"),
    KEYS_ADMIN("keys:admin"),
    ANALYTICS_SQL("analytics:sql"),
    METRICS_READ("metrics:read");

    public static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** As keys, tokens and documents have it. */
    public String word() {
        return word;
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }

    /** All words, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));
    }
}
