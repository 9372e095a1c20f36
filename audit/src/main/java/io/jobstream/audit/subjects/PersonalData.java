// SPDX-License-Identifier: Apache-2.0
package io.jobstream.audit.subjects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a record of the audit says of a person.
 *
 * @param subject whose key it is under: a caller's id, or {@code strangers:} and the day for those that nobody knows
 * @param address the other end of the connection
 */
public record PersonalData(String subject, String address) {
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subject", subject)
                .put("address", address)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static Optional<PersonalData> parse(byte[] json) {
        try {
            JsonNode read = JSON.readTree(json);
            return Optional.of(new PersonalData(
                    read.path("subject").asText(), read.path("address").asText()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
