// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.watchdog;

/** The watchdog does not answer: nothing may run. */
public final class WatchdogLostException extends RuntimeException {
    WatchdogLostException(String message) {
        super(message);
    }

    WatchdogLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
