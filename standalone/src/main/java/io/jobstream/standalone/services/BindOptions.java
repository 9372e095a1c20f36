// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpLimits;
import io.jobstream.http.tls.CertificateFiles;
import io.jobstream.standalone.cli.Problems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM file of the certificate chain, or a PKCS #12 keystore, to serve HTTPS with; changes are"
                    + " taken up without a restart. Default: plain HTTP.")
    @Nullable
    Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file of its private key.")
    @Nullable
    Path tlsKey;

    @Option(names = "--tls-password-file", paramLabel = "FILE", description = "File with the password of the keystore.")
    @Nullable
    Path tlsPasswordFile;

    @Option(
            names = "--connections-max",
            paramLabel = "N",
            description = "How many connections may be open at a time; more wait, and idle ones are closed for them."
                    + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "" + HttpLimits.CONNECTIONS_MAX_DEFAULT)
    int connectionsMax;

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

    private @Nullable CertificateFiles tls() {
        if (tlsCertificate == null) {
            if (tlsKey != null || tlsPasswordFile != null) {
                throw new IllegalArgumentException("--tls-key and --tls-password-file need --tls-certificate");
            }
            return null;
        }
        if ((tlsKey == null) == (tlsPasswordFile == null)) {
            throw new IllegalArgumentException("--tls-certificate needs --tls-key, or --tls-password-file");
        }
        return new CertificateFiles(tlsCertificate, tlsKey, tlsPasswordFile);
    }

    public HttpConfig config(int port) {
        HttpLimits limits = HttpLimits.DEFAULT.withConnectionsMax(connectionsMax);
        return new HttpConfig(bind, port, withoutAuthentication, limits, tls());
    }
}
