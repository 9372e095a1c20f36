// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import io.jobstream.http.tls.CertificateFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a process serves HTTP.
 *
 * @param bind the address or name to listen on
 * @param port the port; 0 takes a free one
 * @param withoutAuthentication whether anyone who reaches the address is meant to use it: what nothing guards is served
 *     on loopback only without this
 * @param limits what it takes from its clients
 * @param tls the certificate to serve HTTPS with; null serves plain HTTP
 */
public record HttpConfig(
        String bind,
        int port,
        boolean withoutAuthentication,
        HttpLimits limits,
        @Nullable CertificateFiles tls) {
    public static final String BIND_DEFAULT = "127.0.0.1";

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when there is no such address, or a number is none that could be meant
     */
    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
        boolean unused = loopback(bind);
    }

    /** Plain HTTP, with the default limits. */
    public HttpConfig(String bind, int port, boolean withoutAuthentication) {
        this(bind, port, withoutAuthentication, HttpLimits.DEFAULT, null);
    }

    /** On loopback, with the default limits. */
    public static HttpConfig onLoopback(int port) {
        return new HttpConfig(BIND_DEFAULT, port, false);
    }

    /**
     * For what nothing guards.
     *
     * @throws IllegalArgumentException when the address is not loopback and nobody said that this is meant
     */
    public void requireThatNoAuthenticationIsMeant() {
        if (!withoutAuthentication && !onLoopback()) {
            throw new IllegalArgumentException("There is no authentication here, so that everyone who reaches " + bind
                    + " could use it: bind to 127.0.0.1, or say --without-authentication too");
        }
    }

    public HttpConfig with(HttpLimits other) {
        return new HttpConfig(bind, port, withoutAuthentication, other, tls);
    }

    boolean onLoopback() {
        return loopback(bind);
    }

    private static boolean loopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("No such address to bind to: " + bind, e);
        }
    }
}
