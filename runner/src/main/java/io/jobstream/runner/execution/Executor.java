// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

/** Executes attempts. */
public interface Executor extends AutoCloseable {
    /** Begins an attempt; returns at once. */
    Execution start(Assigned assigned, ExecutionEvents events);

    /** Ends everything that still runs, and waits for that. */
    @Override
    void close();
}
