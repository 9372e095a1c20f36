// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.jobstream.embedded.registry.Change.IdsGiven;
import io.jobstream.embedded.registry.Change.LevelSet;
import io.jobstream.embedded.registry.Change.ModeSet;
import io.jobstream.embedded.registry.Change.VersionErased;
import io.jobstream.embedded.registry.Change.VersionWritten;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides what a request changes, has it kept, then applies it. One request at a time. */
final class Registry {
    static final String DEFAULT_MODE = "READWRITE";
    private static final Set<String> MODES = Set.of(DEFAULT_MODE, "READONLY", "READONLY_OVERRIDE");

    private final ChangeLog log;
    private final Contents contents = new Contents();
    private int idsBurnt;
    private boolean uncertain;

    Registry(ChangeLog log) {
        this.log = log;
        log.read(contents::apply);
    }

    /** A question that changes nothing. */
    synchronized <T> T ask(Function<Contents, T> question) {
        return question.apply(contents);
    }

    /** The id of the schema under the subject, which is registered when it is new. */
    synchronized int register(String subject, AvroSchema schema) {
        catchUp();
        Optional<SubjectVersion> known = find(subject, schema, false);
        if (known.isPresent()) {
            return known.get().id();
        }
        requireWritable(subject);
        List<String> problems = Compatibility.problems(level(subject), schema, contents.versions(subject, false));
        if (!problems.isEmpty()) {
            throw RegistryException.incompatible(String.join("; ", problems));
        }
        SubjectVersion version = newVersion(subject, schema.canonicalString());
        commit(List.of(new VersionWritten(version)));
        return version.id();
    }

    /** The version that holds this schema. */
    Optional<SubjectVersion> find(String subject, AvroSchema schema, boolean withDeleted) {
        String text = schema.canonicalString();
        return ask(found -> found.versions(subject, withDeleted).stream()
                .filter(version -> version.schema().equals(text))
                .reduce((earlier, later) -> later));
    }

    /** Deletes all versions; for good only those that were deleted before. */
    synchronized List<Integer> deleteSubject(String subject, boolean permanent) {
        catchUp();
        requireWritable(subject);
        List<SubjectVersion> versions = contents.versions(subject, permanent);
        if (versions.isEmpty()) {
            throw contents.versions(subject, true).isEmpty()
                    ? RegistryException.subjectNotFound(subject)
                    : new RegistryException(40404, "Subject '" + subject + "' was soft deleted.");
        }
        if (permanent && versions.stream().anyMatch(version -> !version.deleted())) {
            throw RegistryException.subjectNotDeletedFirst(subject);
        }
        List<Change> changes = new ArrayList<>(deletions(versions, permanent));
        changes.add(new LevelSet(subject, null));
        changes.add(new ModeSet(subject, null));
        commit(changes);
        return versions.stream().map(SubjectVersion::version).toList();
    }

    /** Deletes one version; for good only when it was deleted before. */
    synchronized int deleteVersion(SubjectVersion version, boolean permanent) {
        catchUp();
        requireWritable(version.subject());
        if (permanent && !version.deleted()) {
            throw RegistryException.versionNotDeletedFirst(version.subject(), version.version());
        }
        if (!permanent && version.deleted()) {
            throw new RegistryException(
                    40406, "Subject '" + version.subject() + "' Version " + version.version() + " was soft deleted.");
        }
        commit(deletions(List.of(version), permanent));
        return version.version();
    }

    /** Sets or, with null, clears the level of a subject, or of all with a null subject. */
    synchronized void setLevel(@Nullable String subject, @Nullable String level) {
        catchUp();
        String checked = level == null ? null : Compatibility.checkedLevel(level);
        if (!contents.level(subject).equals(Optional.ofNullable(checked))) {
            commit(List.of(new LevelSet(subject, checked)));
        }
    }

    /** Sets or, with null, clears the mode of a subject, or of all with a null subject. */
    synchronized void setMode(@Nullable String subject, @Nullable String mode) {
        catchUp();
        if (mode != null && !MODES.contains(mode)) {
            throw new RegistryException(42204, "Invalid mode. Valid values here are " + MODES);
        }
        commit(List.of(new ModeSet(subject, mode)));
    }

    /** The level that counts for a subject. */
    synchronized String level(@Nullable String subject) {
        return contents.level(subject).or(() -> contents.level(null)).orElse(Compatibility.DEFAULT_LEVEL);
    }

    /** The mode that counts for a subject. */
    synchronized String mode(@Nullable String subject) {
        return contents.mode(subject).or(() -> contents.mode(null)).orElse(DEFAULT_MODE);
    }

    private void requireWritable(String subject) {
        if (mode(subject).startsWith("READONLY")) {
            throw new RegistryException(42205, "Subject " + subject + " is in read-only mode");
        }
    }

    private SubjectVersion newVersion(String subject, String text) {
        int id = contents.idOf(text).orElseGet(() -> Math.max(contents.highestId(), idsBurnt) + 1);
        List<SubjectVersion> earlier = contents.versions(subject, true);
        int version = earlier.isEmpty() ? 1 : earlier.get(earlier.size() - 1).version() + 1;
        return new SubjectVersion(subject, version, id, text, false);
    }

    private List<Change> deletions(List<SubjectVersion> versions, boolean permanent) {
        List<Change> changes = new ArrayList<>();
        if (permanent) {
            changes.add(new IdsGiven(contents.highestId()));
        }
        versions.forEach(version -> changes.add(
                permanent
                        ? new VersionErased(version.subject(), version.version())
                        : new VersionWritten(version.asDeleted())));
        return changes;
    }

    private void commit(List<Change> changes) {
        try {
            log.append(changes);
        } catch (RegistryException e) {
            // They may have been kept: read them before the next decision, and never give their id to others.
            uncertain = true;
            changes.stream()
                    .filter(VersionWritten.class::isInstance)
                    .map(VersionWritten.class::cast)
                    .forEach(written ->
                            idsBurnt = Math.max(idsBurnt, written.version().id()));
            throw e;
        }
        changes.forEach(contents::apply);
    }

    private void catchUp() {
        if (uncertain) {
            log.read(contents::apply);
            uncertain = false;
        }
    }
}
