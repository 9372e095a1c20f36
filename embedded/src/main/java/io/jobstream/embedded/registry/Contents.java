// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import io.jobstream.embedded.registry.Change.IdsGiven;
import io.jobstream.embedded.registry.Change.LevelSet;
import io.jobstream.embedded.registry.Change.ModeSet;
import io.jobstream.embedded.registry.Change.VersionErased;
import io.jobstream.embedded.registry.Change.VersionWritten;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the registry holds: the sum of all changes. Not safe for use by many threads. */
final class Contents {
    /** Stands for "all subjects" where settings are kept by subject. */
    private static final String ALL_SUBJECTS = "";

    private final NavigableMap<String, NavigableMap<Integer, SubjectVersion>> subjects = new TreeMap<>();
    private final Map<Integer, String> schemas = new TreeMap<>();
    private final Map<String, String> levels = new HashMap<>();
    private final Map<String, String> modes = new HashMap<>();
    private int highestId;

    void apply(Change change) {
        if (change instanceof VersionWritten written) {
            write(written.version());
        } else if (change instanceof VersionErased erased) {
            erase(erased.subject(), erased.version());
        } else if (change instanceof LevelSet set) {
            put(levels, set.subject(), set.level());
        } else if (change instanceof ModeSet set) {
            put(modes, set.subject(), set.mode());
        } else if (change instanceof IdsGiven given) {
            highestId = Math.max(highestId, given.highest());
        }
    }

    List<String> subjects(boolean withDeleted) {
        return subjects.keySet().stream()
                .filter(subject -> !versions(subject, withDeleted).isEmpty())
                .toList();
    }

    /** The versions of a subject, oldest first; none for an unknown one. */
    List<SubjectVersion> versions(String subject, boolean withDeleted) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
                .filter(version -> withDeleted || !version.deleted())
                .toList();
    }

    Stream<SubjectVersion> all(boolean withDeleted) {
        return subjects.keySet().stream().flatMap(subject -> versions(subject, withDeleted).stream());
    }

    Optional<String> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    /** The id that this text has in any subject. */
    Optional<Integer> idOf(String schema) {
        return schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    Optional<String> level(@Nullable String subject) {
        return Optional.ofNullable(levels.get(key(subject)));
    }

    Optional<String> mode(@Nullable String subject) {
        return Optional.ofNullable(modes.get(key(subject)));
    }

    int highestId() {
        return highestId;
    }

    private void write(SubjectVersion version) {
        subjects.computeIfAbsent(version.subject(), subject -> new TreeMap<>()).put(version.version(), version);
        schemas.put(version.id(), version.schema());
        highestId = Math.max(highestId, version.id());
    }

    private void erase(String subject, int version) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        SubjectVersion erased = versions == null ? null : versions.remove(version);
        if (erased != null && all(true).noneMatch(other -> other.id() == erased.id())) {
            schemas.remove(erased.id());
        }
    }

    private static void put(Map<String, String> settings, @Nullable String subject, @Nullable String value) {
        if (value == null) {
            settings.remove(key(subject));
        } else {
            settings.put(key(subject), value);
        }
    }

    private static String key(@Nullable String subject) {
        return subject == null ? ALL_SUBJECTS : subject;
    }
}
