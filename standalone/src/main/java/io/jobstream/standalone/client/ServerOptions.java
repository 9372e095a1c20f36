// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import io.jobstream.standalone.cli.Problems;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Jobstream a command talks to. */
public final class ServerOptions {
    @Mixin
    GatewayAddress gateway = new GatewayAddress();

    @Option(
            names = "--query-server",
            paramLabel = "URL",
            description = "Where its query service is, if that runs on its own. Default: the same.")
    @Nullable
    URI queryServer;

    void check(Problems problems) {
        gateway.check(problems);
        GatewayAddress.check("--query-server", query(), problems);
    }

    Api submissions() {
        return gateway.api();
    }

    Api queries() {
        return gateway.api(query());
    }

    Duration patience() {
        return gateway.patience;
    }

    private URI query() {
        return queryServer == null ? gateway.server : queryServer;
    }
}
