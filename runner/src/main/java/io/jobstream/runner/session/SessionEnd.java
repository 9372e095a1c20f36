// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/** Why a session is over. */
public enum SessionEnd {
    /** It was asked to leave and has nothing left to do. */
    DRAINED,
    /** Another session of the same runner took its place. */
    DISMISSED,
    /** Its watchdog died: no job may run unwatched. */
    WATCHDOG_LOST
}
