// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesTest {
    static Stream<Schema> types() {
        return Contract.types().values().stream();
    }

    static Stream<Schema> enums() {
        return types().filter(type -> type.getType() == Schema.Type.ENUM);
    }

    static Stream<Schema> records() {
        return types().filter(type -> type.getType() == Schema.Type.RECORD);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeIsDocumented(Schema type) {
        assertThat(type.getDoc()).as(type.getName()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyFieldIsDocumented(Schema record) {
        assertThat(record.getFields())
                .allSatisfy(field -> assertThat(field.doc())
                        .as(record.getName() + "." + field.name())
                        .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("enums")
    void everyEnumFallsBackToUnknown(Schema type) {
        assertThat(type.getEnumDefault()).as(type.getName()).isEqualTo("UNKNOWN");
        assertThat(type.getEnumSymbols()).startsWith("UNKNOWN");
    }

    @ParameterizedTest
    @MethodSource("enums")
    void everySymbolIsExplained(Schema type) {
        assertThat(type.getEnumSymbols())
                .filteredOn(symbol -> !symbol.equals("UNKNOWN"))
                .allSatisfy(symbol -> assertThat(type.getDoc()).contains(symbol + ":"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyTimeIsMarkedAsOne(Schema record) {
        assertThat(record.getFields())
                .filteredOn(field -> field.name().endsWith("At") || field.name().equals("at"))
                .allSatisfy(field -> assertThat(alternatives(field.schema()))
                        .as(record.getName() + "." + field.name())
                        .anyMatch(type -> LogicalTypes.timestampMillis().equals(type.getLogicalType())));
    }

    private static Stream<Schema> alternatives(Schema schema) {
        return schema.isUnion() ? schema.getTypes().stream() : Stream.of(schema);
    }
}
