// SPDX-License-Identifier: Apache-2.0
/**
 * Trigger rules over HTTP. {@link io.jobstream.ingest.rules.RuleEndpoints} lay them down, each for a tenant, and
 * {@link io.jobstream.ingest.rules.LaidDownRules} keeps them in {@code ci.trigger.rules}, which every copy of the
 * gateway follows. {@link io.jobstream.ingest.rules.DryRunEndpoint} says what an event would start, and why the other
 * rules would not.
 */
@NullMarked
package io.jobstream.ingest.rules;

import org.jspecify.annotations.NullMarked;
