// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import io.jobstream.embedded.ports.PortTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/** The broker's listening sockets, bound before anything else starts, so that a taken port is told at once. */
final class Listeners implements ServerSocketFactory, AutoCloseable {
    static final String CLIENTS = "CLIENTS";
    static final String CONTROLLER = "CONTROLLER";
    private static final int BACKLOG = 128;

    private final Map<String, ServerSocketChannel> sockets;

    private Listeners(ServerSocketChannel clients, ServerSocketChannel controller) {
        this.sockets = Map.of(CLIENTS, clients, CONTROLLER, controller);
    }

    /** Binds the clients' port and the controller's; 0 takes a free one. */
    @SuppressWarnings("AddressSelection") // The host is one address to listen on, as it was configured.
    static Listeners bind(String host, int port, int controllerPort) {
        ServerSocketChannel clients = bind(new InetSocketAddress(host, port), "Kafka");
        try {
            return new Listeners(
                    clients,
                    bind(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), controllerPort),
                            "Kafka's controller"));
        } catch (RuntimeException e) {
            close(clients);
            throw e;
        }
    }

    int port(String listener) {
        return socket(listener).socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int listenBacklogSize, int recvBufferSize) {
        return socket(listenerName);
    }

    /** Closes what the broker did not come to close. */
    @Override
    public void close() {
        sockets.values().forEach(Listeners::close);
    }

    private ServerSocketChannel socket(String listener) {
        ServerSocketChannel socket = sockets.get(listener);
        if (socket == null) {
            throw new IllegalArgumentException("No such listener: " + listener);
        }
        return socket;
    }

    private static ServerSocketChannel bind(InetSocketAddress address, String purpose) {
        try {
            ServerSocketChannel socket = ServerSocketChannel.open();
            try {
                socket.configureBlocking(false);
                return socket.bind(address, BACKLOG);
            } catch (BindException e) {
                socket.close();
                throw new PortTakenException(address, purpose, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on " + address + " for " + purpose, e);
        }
    }

    private static void close(ServerSocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
