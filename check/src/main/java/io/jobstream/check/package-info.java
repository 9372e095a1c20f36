// SPDX-License-Identifier: Apache-2.0
/**
 * Does a log keep the promises? {@link io.jobstream.check.Check} reads the topics of a cluster, one partition of the
 * pools after the other, and gives a {@link io.jobstream.check.Report}. It shares no code with the scheduler and the
 * views that it checks, only the contracts of the topics, so that a mistake of theirs is not its own. It reads what is
 * committed up to where the topics end when it begins, so that a cluster at work can be checked.
 */
@NullMarked
package io.jobstream.check;

import org.jspecify.annotations.NullMarked;
