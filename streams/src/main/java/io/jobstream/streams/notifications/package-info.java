// SPDX-License-Identifier: Apache-2.0
/**
 * Tells when a job of a repository and branch starts to fail and when it has recovered, and nothing in between.
 * {@link io.jobstream.streams.notifications.Incidents} is the rule: an incident is open from the first failure to the
 * next success. Ids follow from what happened, so that the same log gives the same notifications.
 */
@NullMarked
package io.jobstream.streams.notifications;

import org.jspecify.annotations.NullMarked;
