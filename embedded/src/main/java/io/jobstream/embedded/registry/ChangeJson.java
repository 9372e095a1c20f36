// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.embedded.registry.Change.IdsGiven;
import io.jobstream.embedded.registry.Change.LevelSet;
import io.jobstream.embedded.registry.Change.ModeSet;
import io.jobstream.embedded.registry.Change.VersionErased;
import io.jobstream.embedded.registry.Change.VersionWritten;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes as Confluent's registry writes them into {@code _schemas}: a JSON key that says what is meant, a JSON value,
 * or none where it was taken away. {@link IdsGiven} has no form there; it is the value of a NOOP, which Confluent's
 * registry leaves unread.
 */
final class ChangeJson {
    private ChangeJson() {}

    /** A record of the topic. */
    record KeyValue(String key, @Nullable String value) {}

    static KeyValue write(Change change) {
        if (change instanceof VersionWritten written) {
            SubjectVersion version = written.version();
            return keyValue(schemaKey(version.subject(), version.version()), schemaValue(version));
        }
        if (change instanceof VersionErased erased) {
            return keyValue(schemaKey(erased.subject(), erased.version()), null);
        }
        if (change instanceof LevelSet set) {
            return setting("CONFIG", set.subject(), "compatibilityLevel", set.level());
        }
        if (change instanceof ModeSet set) {
            return setting("MODE", set.subject(), "mode", set.mode());
        }
        IdsGiven given = (IdsGiven) change;
        return keyValue(key("NOOP", 0), object().put("highestId", given.highest()));
    }

    /** The changes that a record of the topic stands for; none for what this registry has no use for. */
    static List<Change> read(String key, @Nullable String value) throws IOException {
        JsonNode name = Exchange.JSON.readTree(key);
        JsonNode content = value == null ? null : Exchange.JSON.readTree(value);
        String subject = name.path("subject").isTextual() ? name.path("subject").asText() : null;
        return switch (name.path("keytype").asText()) {
            case "SCHEMA" ->
                List.of(version(String.valueOf(subject), name.path("version").asInt(), content));
            case "CONFIG" -> List.of(new LevelSet(subject, text(content, "compatibilityLevel")));
            case "MODE" -> List.of(new ModeSet(subject, text(content, "mode")));
            case "NOOP" ->
                content == null
                        ? List.of()
                        : List.of(new IdsGiven(content.path("highestId").asInt()));
            default -> List.of();
        };
    }

    private static Change version(String subject, int number, @Nullable JsonNode content) {
        return content == null
                ? new VersionErased(subject, number)
                : new VersionWritten(new SubjectVersion(
                        subject,
                        number,
                        content.path("id").asInt(),
                        content.path("schema").asText(),
                        content.path("deleted").asBoolean()));
    }

    private static ObjectNode schemaKey(String subject, int version) {
        return object().put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1);
    }

    private static ObjectNode schemaValue(SubjectVersion version) {
        return object().put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema())
                .put("deleted", version.deleted());
    }

    private static KeyValue setting(String type, @Nullable String subject, String name, @Nullable String value) {
        ObjectNode key = object().put("keytype", type).put("subject", subject).put("magic", 0);
        return keyValue(
                key, value == null ? null : object().put("subject", subject).put(name, value));
    }

    private static ObjectNode key(String type, int magic) {
        return object().put("keytype", type).put("magic", magic);
    }

    private static @Nullable String text(@Nullable JsonNode content, String name) {
        return content == null ? null : content.path(name).asText();
    }

    private static ObjectNode object() {
        return Exchange.JSON.createObjectNode();
    }

    private static KeyValue keyValue(ObjectNode key, @Nullable ObjectNode value) {
        return new KeyValue(key.toString(), value == null ? null : value.toString());
    }
}
