// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import java.util.Locale;

/** What rules ask of an event, each by a field of the same name. */
public enum Fact {
    REPOSITORY,
    BRANCHES,
    TAGS,
    PATHS,
    ACTORS,
    JOBS,
    POOLS,
    OUTCOMES,
    CAUSES,
    TYPES,
    SOURCES,
    SUBJECTS;

    String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
