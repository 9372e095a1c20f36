// SPDX-License-Identifier: Apache-2.0
/**
 * The log, read as it promises to be: {@link io.jobstream.check.history.LogChecker} is fed facts in the order of their
 * offsets, and before each the inputs up to the one that it cites, and notes what no reader should ever see. Pure: no
 * clock, no I/O, no Kafka type. Nothing here was taken from the scheduler: what it must not do is written down a second
 * time, from what the documents say, so that one mistake is not made twice.
 *
 * <p>What was not read, at either end, is not held against anyone: whatever follows from it is counted and not judged.
 */
@NullMarked
package io.jobstream.check.history;

import org.jspecify.annotations.NullMarked;
