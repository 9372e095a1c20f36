// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.schemas.Grant;

/**
 * An attempt to execute.
 *
 * @param deadline when all its processes must have ended unless it is extended, in nanoseconds of uptime
 */
public record Assigned(AttemptId id, Grant grant, long deadline) {}
