// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import io.jobstream.schemas.ResourceUse;

/** An attempt that runs. No method waits. */
public interface Execution {
    /** Ends it: with a chance to clean up, or at once. */
    void kill(boolean atOnce);

    /** Moves the deadline by which the watchdog kills it. */
    void extend(long deadline);

    /** What it used when last measured. */
    ResourceUse use();
}
