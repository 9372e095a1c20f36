// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.util.List;

/**
 * What works in a run, beside three brokers, a registry and one gateway.
 *
 * @param pools each on a partition of its own
 * @param runners of each pool
 * @param standbys of each store of streams
 * @param brokerSettings settings of Kafka, as NAME=VALUE, that replace those of Jobstream's own brokers
 * @param program how the program is started, as the first words of a command line
 */
public record FleetSettings(int pools, int runners, int standbys, List<String> brokerSettings, List<String> program) {
    public FleetSettings {
        if (pools < 1 || pools > Fleet.POOLS_MAX) {
            throw new IllegalArgumentException("--pools must be from 1 to " + Fleet.POOLS_MAX + ": " + pools);
        }
        if (runners < 1 || runners > 10) {
            throw new IllegalArgumentException("--runners must be from 1 to 10: " + runners);
        }
        if (standbys < 0 || standbys > 1) {
            throw new IllegalArgumentException("--standby-replicas must be 0 or 1: " + standbys);
        }
        brokerSettings = List.copyOf(brokerSettings);
        program = List.copyOf(program);
    }
}
