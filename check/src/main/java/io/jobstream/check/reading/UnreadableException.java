// SPDX-License-Identifier: Apache-2.0
package io.jobstream.check.reading;

/** Something that the check needs could not be read; says nothing about the log. */
public final class UnreadableException extends RuntimeException {
    public UnreadableException(String message) {
        super(message);
    }

    public UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
