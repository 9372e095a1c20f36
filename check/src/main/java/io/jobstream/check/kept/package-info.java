// SPDX-License-Identifier: Apache-2.0
/**
 * What is kept of a job when it is no longer at hand, some 60 bytes: {@link io.jobstream.check.kept.KnownJobs} is a
 * table of longs, in which a job goes by 128 bits of its id and its status by 64 bits. So tens of millions of jobs can
 * be checked in the memory of a small process; when there are more than it may hold, the oldest half is forgotten.
 */
@NullMarked
package io.jobstream.check.kept;

import org.jspecify.annotations.NullMarked;
