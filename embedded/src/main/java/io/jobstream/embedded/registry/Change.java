// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import org.jspecify.annotations.Nullable;

/** What happened in the registry. Changes of the same key replace each other. */
sealed interface Change {

    /** A version of a subject was written: registered, or marked as deleted. */
    record VersionWritten(SubjectVersion version) implements Change {}

    /** A version was erased for good. */
    record VersionErased(String subject, int version) implements Change {}

    /** A compatibility level was set; null subject: for all, null level: back to the default. */
    record LevelSet(@Nullable String subject, @Nullable String level) implements Change {}

    /** A mode was set; null subject: for all, null mode: back to the default. */
    record ModeSet(@Nullable String subject, @Nullable String mode) implements Change {}

    /** Ids up to this one were given; outlives the versions that were erased. */
    record IdsGiven(int highest) implements Change {}
}
