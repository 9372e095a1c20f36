// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.application;

import java.nio.file.Path;

/**
 * What an operator decides about the Kafka Streams applications of a process.
 *
 * @param stateDirectory where their stores are; kept between starts, or rebuilt from changelogs when lost
 * @param instanceId names this copy in its groups ({@code group.instance.id}): the same after a restart, another for
 *     each copy
 * @param threads stream threads of each application
 * @param standbyReplicas copies of each store kept up to date by other copies of the process; 0 where there is one copy
 * @param rocksDbBytes memory for the block cache and write buffers of all stores of the process
 */
public record StreamsSettings(
        Path stateDirectory, String instanceId, int threads, int standbyReplicas, long rocksDbBytes) {
    public static final long ROCKS_DB_BYTES_DEFAULT = 64L * 1024 * 1024;

    public StreamsSettings {
        if (!instanceId.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "instanceId must be 1 to 100 letters, digits, dots, dashes or underscores: " + instanceId);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1: " + threads);
        }
        if (standbyReplicas < 0) {
            throw new IllegalArgumentException("standbyReplicas must be at least 0: " + standbyReplicas);
        }
        if (rocksDbBytes < 1024 * 1024) {
            throw new IllegalArgumentException("rocksDbBytes must be at least 1 MiB: " + rocksDbBytes);
        }
    }

    /** One copy beside its broker: one thread each and no standby. */
    public static StreamsSettings embedded(Path stateDirectory) {
        return new StreamsSettings(stateDirectory, "embedded", 1, 0, ROCKS_DB_BYTES_DEFAULT);
    }
}
