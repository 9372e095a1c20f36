// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Where every decision about access goes: counted, and logged; the one place to take them from. */
final class Decisions {
    private static final Logger log = LoggerFactory.getLogger("io.jobstream.http.access");

    private final MeterRegistry meters;

    Decisions(MeterRegistry meters) {
        this.meters = meters;
    }

    void decided(Decision decision) {
        Counter.builder("jobstream.http.access")
                .description("Decisions about access by outcome")
                .tag("outcome", decision.outcome().name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment();
        log.atLevel(decision.outcome() == Decision.Outcome.ALLOWED ? Level.DEBUG : Level.INFO)
                .addKeyValue("requestId", decision.requestId())
                .addKeyValue("caller", decision.caller())
                .addKeyValue("method", decision.method())
                .addKeyValue("route", decision.route())
                .addKeyValue("tenant", decision.tenant())
                .addKeyValue("outcome", decision.outcome())
                .log("Access");
    }
}
