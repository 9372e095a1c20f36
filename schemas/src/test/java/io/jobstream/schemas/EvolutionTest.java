// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import static io.confluent.kafka.schemaregistry.CompatibilityLevel.FULL_TRANSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvolutionTest {
    static List<Schema> records() {
        return Contract.records();
    }

    /** Both Avro's checker and the registry's, since the registry's is stricter. */
    @ParameterizedTest
    @MethodSource("records")
    void everyVersionReadsEveryOther(Schema current) {
        List<Schema> versions = Stream.concat(
                        GoldenSample.of(current.getName()).stream().map(GoldenSample::writer), Stream.of(current))
                .toList();

        assertThat(versions)
                .allSatisfy(reader -> assertThat(versions)
                        .allSatisfy(
                                writer -> assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                                .getType())
                                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE)));
        for (int i = 0; i < versions.size(); i++) {
            assertThat(problems(versions.get(i), versions.subList(0, i))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void aFieldWithoutADefaultIsRefused(Schema current) {
        Schema changed = new Schema.Parser()
                .parse(current.toString()
                        .replaceFirst("\"fields\":\\[", "\"fields\":[{\"name\":\"added\",\"type\":\"string\"},"));

        assertThat(problems(changed, List.of(current))).isNotEmpty();
    }

    @Test
    void aFieldWithADefaultIsTaken() {
        Schema current = JobCancellation.getClassSchema();
        Schema changed = new Schema.Parser()
                .parse(current.toString()
                        .replaceFirst(
                                "\"fields\":\\[",
                                "\"fields\":[{\"name\":\"added\",\"type\":\"string\",\"default\":\"\"},"));

        assertThat(problems(changed, List.of(current))).isEmpty();
    }

    @Test
    void anotherEnumSymbolIsTakenAndReadAsUnknown() {
        Schema current = JobResult.getClassSchema();
        Schema changed = new Schema.Parser()
                .parse(current.toString().replaceFirst("\"SUCCEEDED\",", "\"SUCCEEDED\",\"POSTPONED\","));

        assertThat(problems(changed, List.of(current))).isEmpty();
    }

    private static List<String> problems(Schema schema, List<Schema> earlier) {
        List<ParsedSchemaHolder> previous = earlier.stream()
                .<ParsedSchemaHolder>map(version -> new SimpleParsedSchemaHolder(new AvroSchema(version)))
                .toList();
        return new AvroSchema(schema).isCompatible(FULL_TRANSITIVE, previous);
    }
}
