// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.ports;

import java.net.InetSocketAddress;

/** Someone else listens on a port that was asked for. */
public final class PortTakenException extends RuntimeException {
    private final int port;

    public PortTakenException(InetSocketAddress address, String purpose, Throwable cause) {
        super(
                "Port " + address.getPort() + " on " + address.getHostString() + " is taken, wanted for " + purpose
                        + ": stop who listens there or choose another port (" + cause.getMessage() + ")",
                cause);
        port = address.getPort();
    }

    public int port() {
        return port;
    }
}
