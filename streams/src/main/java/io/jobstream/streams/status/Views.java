// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.status;

import io.jobstream.schemas.JobStatus;
import io.jobstream.schemas.RunnerStatus;
import io.jobstream.streams.jobs.JobStore;
import java.util.function.Consumer;

/** What is remembered: jobs that are not settled, and runners until they are forgotten. */
interface Views extends JobStore {
    void eachJob(Consumer<JobStatus> reader);

    void put(RunnerStatus runner);

    void removeRunner(RunnerStatus runner);

    void eachRunner(Consumer<RunnerStatus> reader);
}
