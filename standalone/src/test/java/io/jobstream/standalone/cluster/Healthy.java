// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** Waits for the image's own health check. Testcontainers' asks the engine without a pause, which takes a processor. */
final class Healthy extends AbstractWaitStrategy {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    @Override
    protected void waitUntilReady() {
        await().atMost(startupTimeout).pollInterval(BETWEEN).until(waitStrategyTarget::isHealthy);
    }
}
