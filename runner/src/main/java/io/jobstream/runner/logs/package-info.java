// SPDX-License-Identifier: Apache-2.0
/**
 * The log of an attempt on its way from a pipe to {@code ci.job.logs}: live, in chunks that end at a line's end where
 * they can, in bounded memory. When Kafka is slow the pipe is not read, and the job waits.
 */
@NullMarked
package io.jobstream.runner.logs;

import org.jspecify.annotations.NullMarked;
