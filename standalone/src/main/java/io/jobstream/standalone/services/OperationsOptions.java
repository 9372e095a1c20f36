// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.HttpConfig;
import io.jobstream.standalone.cli.Problems;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a service without an HTTP interface of its own shows its health and metrics. */
public final class OperationsOptions {
    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Serve /healthz, /readyz and /metrics on this port. Default: not at all.")
    @Nullable
    Integer port;

    @Mixin
    BindOptions bind = new BindOptions();

    void check(Problems problems) {
        Ports.check("--http-port", port, problems);
        bind.check(problems);
    }

    Optional<HttpConfig> config() {
        return Optional.ofNullable(port).map(bind::config);
    }
}
