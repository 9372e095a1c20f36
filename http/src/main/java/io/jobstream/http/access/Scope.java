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
    JOBS_READ("jobs:read", Reads.PLAIN),
    JOBS_WRITE("jobs:write", Reads.PLAIN),
    LOGS_READ("logs:read", Reads.RECORDED),
    POOLS_ADMIN("pools:admin", Reads.PLAIN),
    TENANTS_ADMIN("tenants:admin", Reads.PLAIN),
    PRODUCERS_ADMIN("producers:admin", Reads.PLAIN),
    TRIGGERS_ADMIN("triggers:admin", Reads.PLAIN),
    KEYS_ADMIN("keys:admin", Reads.RECORDED),
    ANALYTICS_SQL("analytics:sql", Reads.RECORDED),
    METRICS_READ("metrics:read", Reads.PLAIN);

    /** Whether reading what a scope opens is recorded in the audit; whatever changes something always is. */
    private enum Reads {
        PLAIN,
        RECORDED
    }

    public static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    private final String word;
    private final Reads reads;

    Scope(String word, Reads reads) {
        this.word = word;
        this.reads = reads;
    }

    /** Whether it opens what is so protected that each read of it is recorded. */
    boolean readsAreRecorded() {
        return reads == Reads.RECORDED;
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
