// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.runner.session.AttemptId;
import io.jobstream.runner.session.HeldPhase;

/** What an execution tells of itself, from any thread. */
public interface ExecutionEvents {
    void reached(AttemptId id, HeldPhase phase);

    /** Nothing of it runs any more. Comes last, and once. */
    void ended(AttemptId id, Ending ending);
}
