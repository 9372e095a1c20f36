// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.HttpConfig;
import io.jobstream.standalone.cli.Problems;
import picocli.CommandLine.Option;

/** The address to serve HTTP on. */
public final class BindOptions {
    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "The address to listen on. Default: ${DEFAULT-VALUE}.",
            defaultValue = HttpConfig.BIND_DEFAULT)
    String bind = "";

    @Option(
            names = "--without-authentication",
            description = "Let in everyone who reaches the address, also where that is not loopback.")
    boolean withoutAuthentication;

    /** Also where clients on this machine are told to look. */
    public String bind() {
        return bind;
    }

    /** For what nothing guards: everyone gets in who reaches it. */
    public void check(Problems problems) {
        problems.read(() -> {
            HttpConfig config = config(0);
            config.requireThatNoAuthenticationIsMeant();
            return config;
        });
    }

    /** For what authentication guards. */
    public void checkGuarded(Problems problems) {
        problems.read(() -> config(0));
    }

    boolean withoutAuthentication() {
        return withoutAuthentication;
    }

    public HttpConfig config(int port) {
        return new HttpConfig(bind, port, withoutAuthentication, HttpConfig.BODY_BYTES_MAX_DEFAULT);
    }
}
