// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import io.jobstream.topics.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas that are contracts, and all that they consist of. */
public final class Contract {
    private Contract() {}

    /** The record of every topic, and the work of a job. */
    public static List<Schema> records() {
        return Stream.concat(Topics.ALL.stream().map(topic -> topic.schema()), Stream.of(JobWork.getClassSchema()))
                .toList();
    }

    /** Every named type in the contracts, by its name. */
    public static Map<String, Schema> types() {
        Map<String, Schema> types = new LinkedHashMap<>();
        records().forEach(record -> collect(record, types));
        return types;
    }

    private static void collect(Schema schema, Map<String, Schema> types) {
        switch (schema.getType()) {
            case RECORD -> {
                if (types.putIfAbsent(schema.getName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), types));
                }
            }
            case ENUM, FIXED -> types.putIfAbsent(schema.getName(), schema);
            case ARRAY -> collect(schema.getElementType(), types);
            case MAP -> collect(schema.getValueType(), types);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, types));
            default -> {
                // A primitive type needs no word.
            }
        }
    }
}
