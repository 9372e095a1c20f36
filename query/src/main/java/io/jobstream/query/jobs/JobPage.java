// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.jobs;

import io.jobstream.schemas.JobStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the next part begins; null when this is the last
 */
public record JobPage(List<JobStatus> items, @Nullable String next) {}
