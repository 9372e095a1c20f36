// SPDX-License-Identifier: Apache-2.0
/**
 * Which trace a job is part of. {@link io.jobstream.traces.JobTrace} has the ids of its spans, which follow from the
 * job's id: gateway, runner and exporter name the same without asking each other.
 * {@link io.jobstream.traces.TraceCarriers} writes them into the headers of records and the environment of jobs.
 */
@NullMarked
package io.jobstream.traces;

import org.jspecify.annotations.NullMarked;
