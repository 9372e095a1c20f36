// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.json.JsonMapper;
import java.lang.reflect.Type;

/** Lets {@code ctx.json(answer)} write with the mapper of this project; bodies are read by {@link RequestBody}. */
record JsonAnswers(ObjectMapper mapper) implements JsonMapper {
    @Override
    public String toJsonString(Object answer, Type type) {
        try {
            return answer instanceof String text ? text : mapper.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not writable as JSON: " + type, e);
        }
    }
}
