// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Packing;
import io.jobstream.topics.Cell;

/**
 * How a pool is run.
 *
 * @param packing which of the runners that fit is given a job
 * @param cells how many share what a tenant may have; this is one of them
 */
public record PoolTerms(Packing packing, int cells) {
    public static final PoolTerms DEFAULT = new PoolTerms(Packing.SPREAD, 1);

    /** @throws IllegalArgumentException when there is no such packing or number of cells */
    public PoolTerms {
        if (cells < 1 || cells > Cell.MAX) {
            throw new IllegalArgumentException("cells must be 1 to " + Cell.MAX + ": " + cells);
        }
        if (packing == Packing.UNKNOWN) {
            throw new IllegalArgumentException("packing must be SPREAD or PACK");
        }
    }
}
