// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

/** What was asked for could not be done: one line for the user, exit status 1, no stack trace. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FailedException(String message) {
        super(message);
    }

    public FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
