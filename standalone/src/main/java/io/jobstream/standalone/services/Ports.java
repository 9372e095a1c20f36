// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.cli.Problems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Ports that a user may choose. */
public final class Ports {
    private Ports() {}

    public static void check(String option, @Nullable Integer port, Problems problems) {
        if (port != null && (port < 0 || port > 65_535)) {
            problems.add(option + " must be 0 to 65535: " + port);
        }
    }

    /**
     * Fails when someone listens there already, before anything is started; port 0 is always free.
     *
     * @throws FailedException naming the port and the option to change
     */
    public static void requireFree(String option, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new FailedException("no such address: " + host, e);
        } catch (IOException e) {
            throw new FailedException("port " + port + " on " + host + " is taken: choose another with " + option, e);
        }
    }
}
