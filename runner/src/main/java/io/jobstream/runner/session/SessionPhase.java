// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/** What a session will take: work, no more work, nothing at all. */
public enum SessionPhase {
    READY,
    DRAINING,
    LEAVING
}
