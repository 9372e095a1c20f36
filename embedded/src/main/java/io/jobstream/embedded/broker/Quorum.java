// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.broker;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * The brokers of a cluster, each of which is a controller too.
 *
 * @param clusterId the same for all; as Kafka has it, 22 characters of base64
 * @param controllerPorts by the broker's id; all on the loopback address
 */
public record Quorum(String clusterId, Map<Integer, Integer> controllerPorts) {
    static final String LOOPBACK = "127.0.0.1";

    public Quorum {
        Uuid.fromString(clusterId);
        if (controllerPorts.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one controller");
        }
        controllerPorts = Map.copyOf(controllerPorts);
    }

    /** An id that no other cluster has. */
    public static String newClusterId() {
        return Uuid.randomUuid().toString();
    }

    int size() {
        return controllerPorts.size();
    }

    /**
     * The port of a broker's controller.
     *
     * @throws IllegalArgumentException when it is not one of them
     */
    int port(int nodeId) {
        Integer port = controllerPorts.get(nodeId);
        if (port == null) {
            throw new IllegalArgumentException(
                    "broker " + nodeId + " is none of the controllers " + controllerPorts.keySet());
        }
        return port;
    }

    /** {@code controller.quorum.voters}. */
    String voters() {
        return controllerPorts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "@" + LOOPBACK + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
