// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.services;

import io.jobstream.http.access.Rate;
import io.jobstream.http.access.RateLimits;
import io.jobstream.standalone.cli.Problems;
import picocli.CommandLine.Option;

/** Who gets in, and how often. */
public final class AccessOptions {
    @Option(
            names = "--rate-limit-caller",
            paramLabel = "N/s[,BURST]",
            description = "Requests of one key or token at this process. Default: ${DEFAULT-VALUE}.",
            defaultValue = "200/s,400")
    String callerRate = "";

    @Option(
            names = "--rate-limit-tenant",
            paramLabel = "N/s[,BURST]",
            description = "Requests for one tenant at this process. Default: ${DEFAULT-VALUE}.",
            defaultValue = "500/s,1000")
    String tenantRate = "";

    public void check(Problems problems) {
        problems.read(() -> rate("--rate-limit-caller", callerRate));
        problems.read(() -> rate("--rate-limit-tenant", tenantRate));
    }

    public AccessSettings settings(BindOptions bind) {
        return bind.withoutAuthentication()
                ? AccessSettings.OPEN
                : new AccessSettings(
                        false,
                        new RateLimits.Rates(
                                rate("--rate-limit-caller", callerRate), rate("--rate-limit-tenant", tenantRate)));
    }

    private static Rate rate(String option, String text) {
        try {
            return Rate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}
