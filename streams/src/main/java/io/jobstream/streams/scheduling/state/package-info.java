// SPDX-License-Identifier: Apache-2.0
/**
 * What the scheduler remembers: {@link io.jobstream.streams.scheduling.state.SchedulingState} applies facts to a sorted
 * store and answers decisions from an index on the heap, which it can rebuild from the store at any time. Payloads and
 * settled ids are in the store only.
 */
@NullMarked
package io.jobstream.streams.scheduling.state;

import org.jspecify.annotations.NullMarked;
