// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.decision;

import io.jobstream.schemas.Packing;

/**
 * How a pool is run.
 *
 * @param packing which of the runners that fit is given a job
 */
public record PoolTerms(Packing packing) {
    public static final PoolTerms DEFAULT = new PoolTerms(Packing.SPREAD);

    /** @throws IllegalArgumentException when there is no such packing */
    public PoolTerms {
        if (packing == Packing.UNKNOWN) {
            throw new IllegalArgumentException("packing must be SPREAD or PACK");
        }
    }
}
