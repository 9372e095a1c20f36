// SPDX-License-Identifier: Apache-2.0
/**
 * What was submitted lately, to any copy of the gateway: read from {@code ci.job.requests}, all partitions, without a
 * group, from a day ago. It answers a repeated key with the first answer, and tells in which pool a job or pipeline is.
 * Losing it loses nothing: it is read again at the next start, and until then a repeated request is written once more,
 * which the scheduler takes for what it is.
 */
@NullMarked
package io.jobstream.ingest.recent;

import org.jspecify.annotations.NullMarked;
