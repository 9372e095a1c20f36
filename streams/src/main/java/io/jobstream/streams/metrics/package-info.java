// SPDX-License-Identifier: Apache-2.0
/**
 * How jobs do, by tenant, repository, branch, name and pool, in windows of a minute and an hour.
 * {@link io.jobstream.streams.metrics.MetricsFold} adds each settled job once, to the windows of the time it settled;
 * quantiles are DataSketches KLL doubles sketches, which readers merge over any range.
 *
 * <p>Dimensions contain the pool and a pool is in one partition, so nothing is repartitioned. Changed windows are
 * stated once a second; those that have not been stated yet are remembered in a store, and windows leave theirs a day
 * after they ended.
 */
@NullMarked
package io.jobstream.streams.metrics;

import org.jspecify.annotations.NullMarked;
