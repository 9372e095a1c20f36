// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the broker lets a group have, asked once at start. */
final class BrokerLimits {
    private static final Logger log = LoggerFactory.getLogger(BrokerLimits.class);
    private static final String SESSION_MIN_CONFIG = "group.min.session.timeout.ms";

    /** Kafka's default of {@value #SESSION_MIN_CONFIG}. */
    private static final Duration SESSION_MIN_DEFAULT = Duration.ofSeconds(6);

    private static final long TIMEOUT_SECONDS = 60;

    private BrokerLimits() {}

    /** The shortest session that the broker and these applications both allow. */
    static Duration session(Admin admin) {
        Duration brokers = sessionMin(admin);
        return brokers.compareTo(StreamsProperties.SESSION_MIN) > 0 ? brokers : StreamsProperties.SESSION_MIN;
    }

    private static Duration sessionMin(Admin admin) {
        try {
            Collection<Node> nodes = admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            ConfigResource broker = new ConfigResource(
                    ConfigResource.Type.BROKER, nodes.iterator().next().idString());
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(java.util.List.of(broker)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            Config config = configs.get(broker);
            ConfigEntry entry = config == null ? null : config.get(SESSION_MIN_CONFIG);
            return entry == null ? SESSION_MIN_DEFAULT : Duration.ofMillis(Long.parseLong(entry.value()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refused) {
                log.atWarn()
                        .setCause(refused)
                        .log("the broker does not tell " + SESSION_MIN_CONFIG + ": its default is assumed");
                return SESSION_MIN_DEFAULT;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "The cluster did not answer within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
