// SPDX-License-Identifier: Apache-2.0
/**
 * What is left when processes are killed: the whole program, or any one service when they run apart, at random moments
 * in the middle of real jobs. Jobs leave evidence of their own in files, and each has a child that tries to outlive it;
 * the log itself is proved by {@link io.jobstream.check.Check}, and what the jobs left is held against its leases.
 */
@NullMarked
package io.jobstream.standalone.killing;

import org.jspecify.annotations.NullMarked;
