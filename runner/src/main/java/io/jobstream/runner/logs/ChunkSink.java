// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.logs;

import io.jobstream.schemas.LogChunk;
import java.util.concurrent.CompletionStage;

/** Where chunks go. */
@FunctionalInterface
public interface ChunkSink {
    /** Takes a chunk, waiting while there is no room; completed when it is durable. */
    CompletionStage<Void> accept(LogChunk chunk);
}
