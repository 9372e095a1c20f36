// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How patient a service is at its start. */
public final class StartupOptions {
    @Option(
            names = "--startup-timeout",
            paramLabel = "DURATION",
            description = "How long to wait for Kafka and the registry at the start. Default: ${DEFAULT-VALUE}.",
            defaultValue = "60s")
    Duration startupTimeout = Duration.ZERO;
}
