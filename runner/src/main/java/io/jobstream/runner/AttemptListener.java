// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

/** Is told of attempts in its own process, as benchmarks need it. Called on the session's thread: must not wait. */
@FunctionalInterface
public interface AttemptListener {
    AttemptListener NONE = (jobId, nanoTime) -> {};

    /** The lease of an attempt is accepted and its execution begins, at {@link System#nanoTime()}. */
    void attemptStarted(String jobId, long nanoTime);
}
