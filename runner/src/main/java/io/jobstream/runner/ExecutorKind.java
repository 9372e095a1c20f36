// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner;

/** What a runner does with the jobs that it is given. */
public enum ExecutorKind {
    /** Runs them as processes of this machine. */
    PROCESS,
    /** Reports success at once; for measurements. */
    NOOP
}
