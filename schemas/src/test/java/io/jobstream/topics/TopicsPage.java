// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import io.jobstream.schemas.Contract;
import io.jobstream.schemas.JobWork;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;

/** Writes {@code docs/reference/topics.md} from {@link Topics} and the documentation of the schemas. */
final class TopicsPage {
    private static final String INTRODUCTION = """
            # Topics and records

            Generated from `io.jobstream.topics.Topics` and `schemas/src/main/avro`; a test fails when it is stale.

            Every topic carries one record type, in the Confluent wire format (a zero byte, the schema's id in four
            bytes, Avro's binary encoding) under the subject *topic*`-value`. Keys are UTF-8 strings. A record's
            timestamp is the broker's (`LogAppendTime`). Records are at most 1 MiB. Read with
            `isolation.level=read_committed`. Subjects are `FULL_TRANSITIVE`: each version reads each other. An enum
            value that a reader does not know is read as `UNKNOWN`, which no one writes. Times are UTC in milliseconds
            since 1970.

            Partitions: where it says *pool* or *key* there are as many as the cluster was created with (32 by default,
            4 embedded), and the partition is the positive murmur2 hash of that word modulo their number, as Kafka's
            own Java producer computes it (librdkafka: `partitioner=murmur2_random`). A further
            [cell](../concepts.md#cells) of a pool is a pool here, `ci~1` say, and is in the first partition behind
            that of `ci`, the second one in the second, and behind the last comes partition 0.

            """;

    private final StringBuilder page = new StringBuilder(INTRODUCTION);
    private final Set<String> tops =
            Contract.records().stream().map(Schema::getName).collect(Collectors.toCollection(LinkedHashSet::new));

    static String text() {
        TopicsPage writer = new TopicsPage();
        writer.overview();
        Topics.ALL.forEach(writer::topic);
        writer.deadLetters();
        writer.work();
        writer.sharedTypes();
        return writer.page.toString();
    }

    private void overview() {
        page.append("| topic | record | partitioned by | kept | written by |\n|---|---|---|---|---|\n");
        for (Topic<?> topic : Topics.ALL) {
            page.append("| [`%s`](#%s) | %s | %s | %s | %s |\n"
                    .formatted(
                            topic.name(),
                            anchor(topic.name()),
                            topic.schema().getName(),
                            partitioned(topic.partitioning()),
                            kept(topic.config()),
                            writers(topic)));
        }
        page.append("| [`%s`](#%s) | bytes as they were | | %s | every consumer |\n"
                .formatted(Topics.DEAD_LETTERS, anchor(Topics.DEAD_LETTERS), kept(Topics.DEAD_LETTERS_CONFIG)));
    }

    private void topic(Topic<?> topic) {
        page.append("\n## ").append(topic.name()).append("\n\n");
        page.append(paragraphs(topic.schema().getDoc())).append("\n\n");
        fields(topic.schema());
    }

    private void deadLetters() {
        page.append("""

                ## %s

                Records that a consumer could not read or decide on: key, value and headers as they were. Headers
                beside them say why, named as Kafka Streams' dead letter queue names them (KIP-1034):
                `__streams.errors.exception`, `.message`, `.stacktrace`, `.topic`, `.partition`, `.offset`;
                `jobstream.application` says who. At most 2 MiB.
                """.formatted(Topics.DEAD_LETTERS));
    }

    private void work() {
        page.append("\n## JobWork\n\nSubject `%s`. ".formatted(Topics.WORK_SUBJECT));
        page.append(paragraphs(JobWork.getClassSchema().getDoc())).append("\n\n");
        fields(JobWork.getClassSchema());
    }

    private void sharedTypes() {
        page.append("\n# Types inside records\n");
        Contract.types().values().stream()
                .filter(type -> !tops.contains(type.getName()))
                .sorted((left, right) -> left.getName().compareTo(right.getName()))
                .forEach(type -> {
                    page.append("\n## ").append(type.getName()).append("\n\n");
                    if (type.getType() == Schema.Type.ENUM) {
                        symbols(type);
                    } else {
                        page.append(paragraphs(type.getDoc())).append("\n\n");
                        fields(type);
                    }
                });
    }

    private void fields(Schema record) {
        page.append("| field | type | default | meaning |\n|---|---|---|---|\n");
        for (Field field : record.getFields()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(field.name(), type(field.schema()), defaultOf(field), cell(field.doc())));
        }
    }

    // The documentation of an enum is a sentence, then a line "SYMBOL: meaning" for each symbol.
    private void symbols(Schema type) {
        List<String> lines = type.getDoc().strip().lines().toList();
        page.append(lines.get(0).strip()).append("\n\n| value | meaning |\n|---|---|\n");
        for (String symbol : type.getEnumSymbols()) {
            String meaning =
                    symbol.equals("UNKNOWN") ? "Written by no one: a value that this reader does not know." : "";
            for (String line : lines) {
                if (line.strip().startsWith(symbol + ":")) {
                    meaning = line.strip().substring(symbol.length() + 1).strip();
                }
            }
            page.append("| `%s` | %s |\n".formatted(symbol, cell(meaning)));
        }
    }

    private String type(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> "[" + schema.getName() + "](#" + anchor(heading(schema.getName())) + ")";
            case ARRAY -> "array of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case UNION -> schema.getTypes().stream().map(this::type).collect(Collectors.joining(" or "));
            default ->
                schema.getLogicalType() == null
                        ? schema.getType().getName()
                        : schema.getLogicalType().getName();
        };
    }

    /** What a type stands under: its topic, if it is one's record. */
    private static String heading(String type) {
        return Topics.ALL.stream()
                .filter(topic -> topic.schema().getName().equals(type))
                .map(Topic::name)
                .findFirst()
                .orElse(type);
    }

    private static String defaultOf(Field field) {
        if (!field.hasDefaultValue()) {
            return "";
        }
        Object value = field.defaultVal();
        boolean none = value == JsonProperties.NULL_VALUE;
        return none ? "null" : "`" + (value instanceof String text ? '"' + text + '"' : value) + "`";
    }

    private static String partitioned(Partitioning partitioning) {
        return switch (partitioning) {
            case BY_KEY -> "key";
            case BY_POOL -> "pool";
            case BY_REPOSITORY -> "repository";
            case BY_AUDIT_PARTITION -> "the partition of `ci.audit`";
            case EVERY -> "none: once to each";
            case BY_POOL_AND_RUNNER -> "pool, then runner: 4 for each of the pool's";
        };
    }

    private static String kept(Map<String, String> config) {
        String retention = config.get("retention.ms");
        String days = retention == null
                ? ""
                : Duration.ofMillis(Long.parseLong(retention)).toDays() + " d";
        String policy = config.getOrDefault("cleanup.policy", "");
        if (!policy.contains("compact")) {
            return days;
        }
        return days.isEmpty() ? "newest of each key" : "newest of each key, " + days;
    }

    private static String writers(Topic<?> topic) {
        return topic.writers().stream()
                .sorted()
                .map(writer -> writer.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
    }

    private static String paragraphs(String doc) {
        return doc.strip().replaceAll("[ \\t]*\\R[ \\t]*", "\n");
    }

    private static String cell(String doc) {
        return doc.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replace(".", "");
    }
}
