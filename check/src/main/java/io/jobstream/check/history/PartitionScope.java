// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.history;

import java.util.function.LongPredicate;

/**
 * What is read of a partition.
 *
 * @param fromTheBeginning whether its first fact ever is read: then whatever is not known never was
 * @param setAside whether the request at an offset is among the dead letters
 */
public record PartitionScope(int partition, boolean fromTheBeginning, LongPredicate setAside) {}
