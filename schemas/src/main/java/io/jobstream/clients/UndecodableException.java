// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

/** These bytes are no record of their topic, and never will be: a case for {@code ci.dead-letters}. */
public final class UndecodableException extends RuntimeException {
    public UndecodableException(String message) {
        super(message);
    }

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
