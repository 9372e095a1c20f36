// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import io.jobstream.audit.seals.Seal;
import java.util.List;
import java.util.Optional;

/**
 * What became of a partition.
 *
 * @param partition of {@code ci.audit}
 * @param verified how many records are as they were sealed
 * @param unread how many sealed records retention took
 * @param unsealed how many records have no seal yet
 * @param newest the newest seal
 * @param findings what does not hold, in the order of the log; at most a hundred
 */
public record PartitionReport(
        int partition, long verified, long unread, long unsealed, Optional<Seal> newest, List<Finding> findings) {
    public PartitionReport {
        findings = List.copyOf(findings);
    }
}
