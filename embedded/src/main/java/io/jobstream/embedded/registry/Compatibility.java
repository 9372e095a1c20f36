// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.List;
import org.apache.avro.AvroRuntimeException;

/** The rules of compatibility: Confluent's own. */
final class Compatibility {
    static final String DEFAULT_LEVEL = CompatibilityLevel.BACKWARD.name;

    private Compatibility() {}

    /**
     * What keeps {@code schema} from following {@code earlier}.
     *
     * @param earlier oldest first; the level says whether all or only the last count
     * @return the reasons; none when it is compatible
     */
    static List<String> problems(String level, AvroSchema schema, List<SubjectVersion> earlier) {
        List<ParsedSchemaHolder> previous = earlier.stream()
                .<ParsedSchemaHolder>map(version -> new SimpleParsedSchemaHolder(new AvroSchema(version.schema())))
                .toList();
        return schema.isCompatible(CompatibilityLevel.forName(level), previous);
    }

    static String checkedLevel(String level) {
        if (CompatibilityLevel.forName(level) == null) {
            throw new RegistryException(
                    42203,
                    "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive,"
                            + " forward_transitive, and full_transitive");
        }
        return level.toUpperCase(java.util.Locale.ROOT);
    }

    static AvroSchema parse(String text, boolean normalized) {
        try {
            AvroSchema schema = new AvroSchema(text);
            if (schema.rawSchema() == null) {
                throw RegistryException.invalidSchema("empty");
            }
            return normalized ? schema.normalize() : schema;
        } catch (AvroRuntimeException e) {
            throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }
}
