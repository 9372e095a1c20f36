// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

import io.jobstream.runner.execution.Assigned;
import io.jobstream.runner.execution.Execution;
import io.jobstream.runner.execution.ExecutionEvents;
import io.jobstream.runner.execution.Executor;

/** Tells a listener of each start. */
record ToldExecutor(Executor executor, AttemptListener listener) implements Executor {
    @Override
    public Execution start(Assigned assigned, ExecutionEvents events) {
        listener.attemptStarted(assigned.id().jobId(), System.nanoTime());
        return executor.start(assigned, events);
    }

    @Override
    public void close() {
        executor.close();
    }
}
