// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Makes a record in which every field has a value that is not its default. The same schema gives the same record. */
final class Sample {
    private static final long SOME_DAY_MILLIS = 1_767_225_600_123L;

    private int count;

    private Sample() {}

    static GenericData.Record of(Schema schema) {
        return (GenericData.Record) new Sample().value(schema, "");
    }

    private Object value(Schema schema, String name) {
        count++;
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(1));
            case ARRAY -> List.of(value(schema.getElementType(), name), value(schema.getElementType(), name));
            case MAP -> Map.of("key", value(schema.getValueType(), name));
            case UNION -> value(notNull(schema), name);
            case STRING -> name + " \u00e9 " + count;
            case BYTES -> ByteBuffer.wrap((name + count).getBytes(StandardCharsets.UTF_8));
            case INT -> count;
            case LONG -> schema.getLogicalType() == null ? (1L << 33) + count : SOME_DAY_MILLIS + count;
            case FLOAT -> count + 0.5f;
            case DOUBLE -> count + 0.25;
            case BOOLEAN -> true;
            default -> throw new IllegalArgumentException("No sample of " + schema);
        };
    }

    private GenericData.Record record(Schema schema) {
        GenericData.Record record = new GenericData.Record(schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), field.name())));
        return record;
    }

    private static Schema notNull(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }
}
