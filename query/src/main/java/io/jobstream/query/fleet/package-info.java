// SPDX-License-Identifier: Apache-2.0
/** Pools and runners: the newest {@code PoolStatus} and {@code RunnerStatus} of each, until a tombstone. */
@NullMarked
package io.jobstream.query.fleet;

import org.jspecify.annotations.NullMarked;
