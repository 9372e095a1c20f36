// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.session;

/** How far a held attempt has come. */
public enum HeldPhase {
    ACCEPTED,
    PREPARING,
    RUNNING,
    STOPPING
}
