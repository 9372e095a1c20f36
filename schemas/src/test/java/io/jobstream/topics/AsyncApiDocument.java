// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes {@code docs/reference/asyncapi.json} from {@link Topics}: every topic as a channel, with its record as a
 * message whose payload is its Avro schema. What Jobstream's own programs write it sends; what others may write it
 * receives.
 */
final class AsyncApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final String BINDING_VERSION = "0.5.0";
    private static final String BYTES = "application/octet-stream";

    /** Configurations of a topic that the binding knows as numbers; all others but the clean-up are extensions. */
    private static final Set<String> NUMBERS = Set.of("retention.ms", "max.message.bytes");

    private final ObjectNode document = JSON.createObjectNode();

    private AsyncApiDocument() {}

    static String text() throws JsonProcessingException {
        AsyncApiDocument writer = new AsyncApiDocument();
        writer.about();
        for (Topic<?> topic : Topics.ALL) {
            writer.topic(topic);
        }
        writer.deadLetters();
        return JSON.writeValueAsString(writer.document) + "\n";
    }

    private void about() {
        document.put("asyncapi", "3.0.0");
        ObjectNode info = document.putObject("info");
        info.put("title", "Jobstream");
        info.put("version", "1.0.0");
        info.put(
                "description",
                "Topics of Jobstream. Values are in the Confluent wire format, keys are UTF-8 strings, time stamps"
                        + " are the broker's. Read with isolation.level=read_committed. Generated from"
                        + " io.jobstream.topics.Topics; a test fails when it is stale.");
        info.putObject("license").put("name", "Apache-2.0");
        document.put("defaultContentType", "avro/binary");
    }

    private void topic(Topic<?> topic) throws JsonProcessingException {
        String record = topic.schema().getName();
        ObjectNode channel = channel(topic.name(), record, topic.config());
        channel.put("description", text(topic.schema().getDoc()));
        channel.put(
                "x-partitioned-by",
                topic.partitioning().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        boolean byOthers = topic.writers().contains(Writer.PRODUCER);
        boolean byItself = topic.writers().stream().anyMatch(writer -> writer != Writer.PRODUCER);
        if (byItself) {
            ObjectNode send = operation("send", topic.name());
            topic.writers().stream()
                    .filter(writer -> writer != Writer.PRODUCER)
                    .map(writer -> writer.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .sorted()
                    .forEach(writer -> send.withArray("tags").addObject().put("name", writer));
        }
        if (byOthers) {
            operation("receive", topic.name());
        }
        ObjectNode message = message(record);
        message.put("summary", text(topic.schema().getDoc()).split("(?<=\\.) ", 2)[0]);
        ObjectNode payload = message.putObject("payload");
        payload.put("schemaFormat", "application/vnd.apache.avro;version=1.9.0");
        JsonNode schema = JSON.readTree(topic.schema().toString());
        payload.set("schema", schema);
        kafka(message).put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
    }

    private void deadLetters() {
        ObjectNode channel = channel(Topics.DEAD_LETTERS, "DeadLetter", Topics.DEAD_LETTERS_CONFIG);
        channel.put(
                "description",
                "Records that a consumer could not read or decide on, as they were; headers say why, named as Kafka"
                        + " Streams' dead letter queue names them (KIP-1034).");
        operation("send", Topics.DEAD_LETTERS).withArray("tags").addObject().put("name", "every-consumer");
        message("DeadLetter").put("contentType", BYTES);
    }

    private ObjectNode channel(String name, String record, Map<String, String> config) {
        ObjectNode channel = document.withObject("/channels").putObject(name);
        channel.put("address", name);
        channel.putObject("messages").putObject(record).put("$ref", "#/components/messages/" + record);
        ObjectNode binding = kafka(channel);
        binding.put("topic", name);
        ObjectNode settings = binding.putObject("topicConfiguration");
        new TreeMap<>(config).forEach((setting, value) -> {
            if (setting.equals("cleanup.policy")) {
                for (String policy : value.split(",", -1)) {
                    settings.withArray("cleanup.policy").add(policy);
                }
            } else if (NUMBERS.contains(setting)) {
                settings.put(setting, Long.parseLong(value));
            } else {
                channel.withObject("x-topic-configuration").put(setting, value);
            }
        });
        return channel;
    }

    private ObjectNode operation(String action, String topic) {
        ObjectNode operation = document.withObject("/operations").putObject(action + "." + topic);
        operation.put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + topic);
        return operation;
    }

    private ObjectNode message(String record) {
        ObjectNode message = document.withObject("/components/messages").putObject(record);
        message.put("name", record);
        kafka(message).putObject("key").put("type", "string");
        return message;
    }

    private static ObjectNode kafka(ObjectNode of) {
        return of.withObject("/bindings/kafka").put("bindingVersion", BINDING_VERSION);
    }

    private static String text(String doc) {
        return doc.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
