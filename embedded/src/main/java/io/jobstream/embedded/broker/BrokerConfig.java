// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The settings of Jobstream's own brokers. */
public final class BrokerConfig {
    private BrokerConfig() {}

    /**
     * What the promises and the latency rest on; any broker that serves Jobstream alone should have these, except for
     * the replication of 1.
     */
    public static Map<String, String> forJobstream() {
        Map<String, String> config = new TreeMap<>();
        // A killed scheduler is noticed soon, and its open transaction aborted soon.
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("group.min.session.timeout.ms", "2000");
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // A transaction that begins before the one before has its markers is tried again at once.
        config.put("add.partitions.to.txn.retry.backoff.ms", "2");
        // Only Topics makes topics.
        config.put("auto.create.topics.enable", "false");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("share.coordinator.state.topic.num.partitions", "1");
        config.putAll(replication(1));
        return config;
    }

    /** Each record on up to three of {@code brokers}, and acknowledged when all but one of them have it. */
    public static Map<String, String> replication(int brokers) {
        String replicas = Integer.toString(Math.min(3, brokers));
        String inSync = Integer.toString(Math.max(1, Math.min(3, brokers) - 1));
        Map<String, String> config = new TreeMap<>();
        config.put("default.replication.factor", replicas);
        config.put("min.insync.replicas", inSync);
        config.put("offsets.topic.replication.factor", replicas);
        config.put("transaction.state.log.replication.factor", replicas);
        config.put("transaction.state.log.min.isr", inSync);
        config.put("share.coordinator.state.topic.replication.factor", replicas);
        config.put("share.coordinator.state.topic.min.isr", inSync);
        return config;
    }

    /** What keeps a broker small that shares its process. */
    private static Map<String, String> small() {
        Map<String, String> config = new HashMap<>();
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("background.threads", "2");
        config.put("num.replica.alter.log.dirs.threads", "1");
        config.put("group.coordinator.threads", "1");
        config.put("share.coordinator.threads", "1");
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("log.cleaner.io.buffer.size", "131072");
        // An index is laid out in full when its segment starts: 128 KiB indexes a 64 MiB segment.
        config.put("log.segment.bytes", "67108864");
        config.put("log.index.size.max.bytes", "262144");
        config.put("offsets.topic.segment.bytes", "16777216");
        config.put("transaction.state.log.segment.bytes", "16777216");
        config.put("metadata.log.segment.bytes", "16777216");
        config.put("metric.reporters", "");
        // A broker that was killed comes back as soon as the session of the one before it is over.
        config.put("broker.session.timeout.ms", "3000");
        config.put("broker.heartbeat.interval.ms", "500");
        return config;
    }

    // Flushing is left to the operating system: what was acknowledged is in its page cache and outlives a killed
    // process, which is what is promised for one machine; a power cut may cost the last seconds.
    static Map<String, String> of(KafkaSettings settings, String logDirectory, Listeners listeners) {
        Map<String, String> config = new HashMap<>(forJobstream());
        config.putAll(small());
        Quorum quorum = settings.quorum();
        if (quorum != null) {
            config.putAll(replication(quorum.size()));
        }
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(settings.nodeId()));
        config.put("log.dirs", logDirectory);
        String controller = "127.0.0.1:" + listeners.port(Listeners.CONTROLLER);
        int port = listeners.port(Listeners.CLIENTS);
        config.put("controller.quorum.voters", quorum == null ? settings.nodeId() + "@" + controller : quorum.voters());
        config.put("controller.listener.names", Listeners.CONTROLLER);
        config.put(
                "listeners",
                Listeners.CLIENTS + "://" + settings.host() + ":" + port + "," + Listeners.CONTROLLER + "://"
                        + controller);
        config.put("advertised.listeners", Listeners.CLIENTS + "://" + settings.advertisedHost() + ":" + port);
        config.put(
                "listener.security.protocol.map",
                Listeners.CLIENTS + ":PLAINTEXT," + Listeners.CONTROLLER + ":PLAINTEXT");
        config.put("inter.broker.listener.name", Listeners.CLIENTS);
        config.putAll(settings.overrides());
        return config;
    }
}
