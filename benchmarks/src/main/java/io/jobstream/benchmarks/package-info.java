// SPDX-License-Identifier: Apache-2.0
/**
 * What Jobstream reaches on a machine. {@link io.jobstream.benchmarks.Dispatch} measures how long a job waits for an
 * idle runner, beside the floors that Kafka sets on the same machine in the same run;
 * {@link io.jobstream.benchmarks.Throughput} how many jobs a second go all the way. Both run the whole system in one
 * process and submit over HTTP.
 */
@NullMarked
package io.jobstream.benchmarks;

import org.jspecify.annotations.NullMarked;
