// SPDX-License-Identifier: Apache-2.0
/**
 * What an {@link io.jobstream.ingest.triggers.Event event} starts: a push, a tag, a pull request, a time, how a job
 * ends, or a CDEvent. {@link io.jobstream.ingest.triggers.RuleReader} reads rules, of a YAML file or one that is laid
 * down over HTTP; {@link io.jobstream.ingest.triggers.TriggerRules} says what each makes of an event, and why it starts
 * nothing, and {@link io.jobstream.ingest.triggers.Triggers} starts it, with ids that follow from event and rule. A job
 * carries the rules that led to it, so that none leads to itself. What an event says travels as environment, never
 * pasted into a script.
 */
@NullMarked
package io.jobstream.ingest.triggers;

import org.jspecify.annotations.NullMarked;
