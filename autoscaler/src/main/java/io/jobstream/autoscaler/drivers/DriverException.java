// SPDX-License-Identifier: Apache-2.0
package io.jobstream.autoscaler.drivers;

/** A runner could not be started, or not be cleaned up after. */
public final class DriverException extends Exception {
    private static final long serialVersionUID = 1L;

    DriverException(String message) {
        super(message);
    }

    DriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
