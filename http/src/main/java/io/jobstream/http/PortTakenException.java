// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

/** Another process listens on the port already. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int port;

    PortTakenException(String bind, int port, Throwable cause) {
        super("Port " + port + " on " + bind + " is taken by another process", cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
