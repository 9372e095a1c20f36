// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing; refuses those that exist otherwise. Safe to run at every start. */
public final class TopicSetup {
    /** Leases count in the broker's stamps, and the log is never compacted. */
    private static final List<String> BINDING_SETTINGS =
            List.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TopicConfig.CLEANUP_POLICY_CONFIG);

    private static final Config NO_CONFIG = new Config(List.of());
    private static final long TIMEOUT_SECONDS = 60;
    private static final long PAUSE_MILLIS = 50;

    private final Admin admin;

    public TopicSetup(Admin admin) {
        this.admin = admin;
    }

    /**
     * Makes the topics of {@link Topics} exist.
     *
     * @param wanted partitions of a pool-keyed topic; empty takes what exists, or the default for a new cluster
     * @return the partitions that the cluster has
     * @throws TopicMismatchException when a topic exists with other partitions or binding settings
     */
    public PoolPartitions ensure(OptionalInt wanted) {
        return ensure(wanted, Topics.POOL_PARTITIONS_DEFAULT);
    }

    /** As {@link #ensure(OptionalInt)}, with another default for a new cluster. */
    public PoolPartitions ensure(OptionalInt wanted, int otherwise) {
        Map<String, Integer> found = existing();
        PoolPartitions partitions =
                new PoolPartitions(wanted.orElse(found.getOrDefault(Topics.JOB_EVENTS.name(), otherwise)));
        Map<String, NewTopic> expected = expected(partitions.count());
        refuseMismatches(expected, found);
        expected.keySet().removeAll(found.keySet());
        create(expected.values());
        Map<String, NewTopic> all = expected(partitions.count());
        Map<ConfigResource, Config> settings = settings(all.keySet());
        // Another process may have created them meanwhile, with other partitions.
        refuseMismatches(all, existing());
        refuseSettings(all, settings);
        return partitions;
    }

    private static Map<String, NewTopic> expected(int poolPartitions) {
        Map<String, NewTopic> topics = new LinkedHashMap<>();
        Topics.ALL.forEach(topic ->
                topics.put(topic.name(), newTopic(topic.name(), topic.partitions(poolPartitions), topic.config())));
        topics.put(Topics.DEAD_LETTERS, newTopic(Topics.DEAD_LETTERS, poolPartitions, Topics.DEAD_LETTERS_CONFIG));
        return topics;
    }

    /** Replication is the broker's default, so that one setting governs a cluster. */
    private static NewTopic newTopic(String name, int partitions, Map<String, String> config) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    }

    private static void refuseMismatches(Map<String, NewTopic> expected, Map<String, Integer> found) {
        List<String> mismatches = new ArrayList<>();
        expected.forEach((name, topic) -> {
            Integer partitions = found.get(name);
            if (partitions != null && partitions != topic.numPartitions()) {
                mismatches.add(name + " has " + partitions + " partitions, expected " + topic.numPartitions());
            }
        });
        if (!mismatches.isEmpty()) {
            throw TopicMismatchException.ofPartitions(mismatches);
        }
    }

    /** Waits for topics that the broker which is asked has not heard of yet: they exist, and were created just now. */
    private Map<ConfigResource, Config> settings(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (true) {
            try {
                return await(admin.describeConfigs(resources).all());
            } catch (UnknownTopicOrPartitionException notHeardOf) {
                if (System.nanoTime() - deadline > 0) {
                    throw notHeardOf;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    /** Retention is the operator's to choose; these are not. */
    private static void refuseSettings(Map<String, NewTopic> expected, Map<ConfigResource, Config> found) {
        List<String> mismatches = new ArrayList<>();
        expected.forEach((name, topic) -> {
            Config config = found.getOrDefault(new ConfigResource(ConfigResource.Type.TOPIC, name), NO_CONFIG);
            for (String setting : BINDING_SETTINGS) {
                String wanted = topic.configs().get(setting);
                ConfigEntry entry = config.get(setting);
                if (entry != null && !entry.value().equals(wanted)) {
                    mismatches.add(name + " has " + setting + "=" + entry.value() + ", expected " + wanted);
                }
            }
        });
        if (!mismatches.isEmpty()) {
            throw TopicMismatchException.ofSettings(mismatches);
        }
    }

    private void create(Collection<NewTopic> missing) {
        for (KafkaFuture<Void> creation : admin.createTopics(missing).values().values()) {
            try {
                await(creation);
            } catch (TopicExistsException quicker) {
                // Another process created it; its partitions are checked afterwards.
            }
        }
    }

    private Map<String, Integer> existing() {
        Map<String, Integer> partitions = new TreeMap<>();
        admin.describeTopics(expected(1).keySet()).topicNameValues().forEach((name, future) -> {
            try {
                TopicDescription description = await(future);
                partitions.put(name, description.partitions().size());
            } catch (UnknownTopicOrPartitionException missing) {
                // Not there yet: it will be created.
            }
        });
        return partitions;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "The cluster did not answer within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
