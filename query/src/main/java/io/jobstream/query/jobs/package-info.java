// SPDX-License-Identifier: Apache-2.0
/**
 * What is known of jobs. {@link io.jobstream.query.jobs.Jobs} keeps the newest {@code JobStatus} of each, by its
 * revision, and shows a request that no status speaks of yet as ACCEPTED. Statuses are kept encoded, so that a hundred
 * thousand fit; settled ones are forgotten by age and count. Lists are newest first, and a cursor is a place in that
 * order, so that jobs that arrive meanwhile move nothing. {@link io.jobstream.query.jobs.WaitingReasons} says why a job
 * waits: what holds the job itself, which {@link io.jobstream.query.jobs.GateReasons} knows, else what its requirement
 * set shares.
 */
@NullMarked
package io.jobstream.query.jobs;

import org.jspecify.annotations.NullMarked;
