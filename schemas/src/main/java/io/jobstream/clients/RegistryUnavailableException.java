// SPDX-License-Identifier: Apache-2.0
package io.jobstream.clients;

/** The registry did not answer; says nothing about the record, which may be tried again. */
public final class RegistryUnavailableException extends RuntimeException {
    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
