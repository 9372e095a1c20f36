// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.Problems;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command hands in what it wants. */
public final class GatewayAddress {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Where Jobstream is. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8080")
    URI server = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            description = "How long to wait for a server that does not answer or is busy. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30s")
    Duration patience = Duration.ZERO;

    @Mixin
    TokenOptions token = new TokenOptions();

    public void check(Problems problems) {
        token.check(problems);
        check("--server", server, problems);
    }

    public Api api() {
        return api(server);
    }

    /** Asks it until it answers, or patience is over. */
    public Posting posting(PrintWriter err) {
        return new Posting(api(), patience, err);
    }

    /** Of another server, with the same credential. */
    Api api(URI address) {
        return new Api(address, token.of(address), token.tls());
    }

    static void check(String option, URI uri, Problems problems) {
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            problems.add(option + " must be an address such as http://127.0.0.1:8080: " + uri);
        }
    }
}
