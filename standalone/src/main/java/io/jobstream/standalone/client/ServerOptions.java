// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.Problems;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Jobstream a command talks to. */
public final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Where Jobstream is. Default: ${DEFAULT-VALUE}.",
            defaultValue = "http://127.0.0.1:8080")
    URI server = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--query-server",
            paramLabel = "URL",
            description = "Where its query service is, if that runs on its own. Default: the same.")
    @Nullable
    URI queryServer;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            description = "How long to wait for a server that does not answer or is busy. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30s")
    Duration patience = Duration.ZERO;

    void check(Problems problems) {
        check("--server", server, problems);
        check("--query-server", query(), problems);
    }

    Api submissions() {
        return new Api(server);
    }

    Api queries() {
        return new Api(query());
    }

    Duration patience() {
        return patience;
    }

    private URI query() {
        return queryServer == null ? server : queryServer;
    }

    private static void check(String option, URI uri, Problems problems) {
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            problems.add(option + " must be an address such as http://127.0.0.1:8080: " + uri);
        }
    }
}
