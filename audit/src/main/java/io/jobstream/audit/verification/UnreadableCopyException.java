// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.verification;

import org.jspecify.annotations.Nullable;

/** A copy could not be read to its end: nothing can be said of it. */
public final class UnreadableCopyException extends RuntimeException {
    UnreadableCopyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
