// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic's whole contract: what it is called, what it carries, who writes it and how the broker keeps it.
 *
 * @param name its name on the broker
 * @param type its one record type; keys are UTF-8 strings
 * @param partitioning what decides a record's partition
 * @param config what differs from the broker's defaults
 * @param writers who may write it
 */
public record Topic<T extends SpecificRecord>(
        String name, Class<T> type, Partitioning partitioning, Map<String, String> config, Set<Writer> writers) {

    /** The subject of its values in the schema registry. */
    public String subject() {
        return name + "-value";
    }

    public Schema schema() {
        return SpecificData.get().getSchema(type);
    }

    /** How many partitions it has where pool-keyed topics have {@code poolPartitions}. */
    public int partitions(int poolPartitions) {
        return poolPartitions * partitioning.factor();
    }
}
