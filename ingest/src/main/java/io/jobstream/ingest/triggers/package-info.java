// SPDX-License-Identifier: Apache-2.0
/**
 * What a push starts. A YAML file has the rules: {@link io.jobstream.ingest.triggers.RulesFile} reads it and names line
 * and column of every mistake, {@link io.jobstream.ingest.files.WatchedFile} takes up changes while it runs, and
 * {@link io.jobstream.ingest.triggers.TriggerRules} turns a push into submissions. What a push says travels as
 * environment, never pasted into a script.
 */
@NullMarked
package io.jobstream.ingest.triggers;

import org.jspecify.annotations.NullMarked;
