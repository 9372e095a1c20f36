// SPDX-License-Identifier: Apache-2.0
package io.jobstream.benchmarks;

/**
 * How large a pool is.
 *
 * @param queued jobs that wait while every runner has one
 * @param runners with one slot each, evenly spread over the label sets
 * @param labelSets how many different sets of labels jobs ask for
 * @param idleLabelSets how many sets of labels there are that a runner has and no job asks for
 * @param tenants whose jobs they are
 */
record LoadedPoolSize(int queued, int runners, int labelSets, int idleLabelSets, int tenants) {}
