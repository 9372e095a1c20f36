// SPDX-License-Identifier: Apache-2.0
package io.jobstream.query.live;

import org.jspecify.annotations.Nullable;

/** What one client is sent. For one thread at a time. */
interface FrameSource {
    /** The next frame; null when there is none for now, or no more. */
    byte @Nullable [] next();

    /** Whether there will be no more. */
    boolean ended();

    byte[] heartbeat();
}
