// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.streams.scheduling.decision.PoolLimits;
import picocli.CommandLine.Option;

/** How large a pool may become. */
final class PoolLimitOptions {
    @Option(
            names = "--pool-jobs-max",
            paramLabel = "N",
            description = "Jobs of a pool that have not settled; requests beyond are refused. The scheduler needs 400"
                    + " bytes for each. The same for all copies. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1000000")
    int jobs;

    @Option(
            names = "--pool-label-sets-max",
            paramLabel = "N",
            description = "Different sets of labels that these jobs ask for; requests beyond are refused. Default:"
                    + " ${DEFAULT-VALUE}.",
            defaultValue = "1000")
    int labelSets;

    @Option(
            names = "--pool-tenants-max",
            paramLabel = "N",
            description = "Tenants whose these jobs are; requests of more are refused. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10000")
    int tenants;

    @Option(
            names = "--pool-runners-max",
            paramLabel = "N",
            description = "Runners of a pool; those that come beyond are told to stop. Default: ${DEFAULT-VALUE}.",
            defaultValue = "20000")
    int runners;

    PoolLimits limits() {
        return new PoolLimits(jobs, labelSets, tenants, runners);
    }
}
