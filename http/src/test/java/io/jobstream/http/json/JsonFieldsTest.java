// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.http.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
    private final List<FieldError> errors = new ArrayList<>();

    @Test
    void readsFieldsOfTheirTypes() throws Exception {
        JsonFields fields = fields("{\"t\": \"x\", \"i\": 3, \"l\": [\"a\"], \"is\": [1, 2],"
                + " \"m\": {\"k\": \"v\"}, \"o\": {\"n\": null}}");

        assertThat(fields.text("t")).contains("x");
        assertThat(fields.integer("i")).contains(3);
        assertThat(fields.texts("l")).containsExactly("a");
        assertThat(fields.integers("is")).containsExactly(1, 2);
        assertThat(fields.textsByName("m")).isEqualTo(Map.of("k", "v"));
        assertThat(fields.object("o").orElseThrow().text("n")).isEmpty();
        fields.done();
        assertThat(errors).isEmpty();
    }

    @Test
    void collectsEveryMistakeWithItsPointer() throws Exception {
        JsonFields fields = fields("{\"t\": 1, \"i\": \"3\", \"f\": 1.5, \"l\": {}, \"m\": {\"a/b\": null},"
                + " \"e\": [1, true], \"is\": [1, \"2\", 0.5], \"o\": [], \"x\": 1}");

        fields.text("t");
        fields.integer("i");
        fields.integer("f");
        fields.texts("l");
        fields.textsByName("m");
        fields.texts("e");
        fields.integers("is");
        fields.object("o");
        fields.done();

        assertThat(errors)
                .extracting(FieldError::pointer)
                .containsExactly("/t", "/i", "/f", "/l", "/m/a~1b", "/e/0", "/e/1", "/is/1", "/is/2", "/o", "/x");
        assertThat(errors.get(10).detail()).isEqualTo("Unknown field; known are e, f, i, is, l, m, o, t");
    }

    @Test
    void takesScalarsAsTheirText() throws Exception {
        JsonFields fields = fields("{\"s\": [17, \"3.10\", true, 3.10, null, {}], \"n\": 8, \"t\": \"x\", \"f\": 1.5}");

        assertThat(fields.scalars("s")).containsExactly("17", "3.10", "true");
        assertThat(fields.scalar("n")).contains("8");
        assertThat(fields.scalar("t")).contains("x");
        assertThat(fields.scalar("f")).isEmpty();
        assertThat(errors).extracting(FieldError::pointer).containsExactly("/s/3", "/s/4", "/s/5", "/f");
        assertThat(fields.mistakes()).isEqualTo(4);
    }

    @Test
    void readsFlagsAndObjectsAndNames() throws Exception {
        JsonFields fields = fields("{\"yes\": true, \"no\": 0, \"o\": [{\"b\": 1, \"a\": 2}, 3], \"null\": null}");

        assertThat(fields.flag("yes")).contains(true);
        assertThat(fields.flag("no")).isEmpty();
        assertThat(fields.flag("null")).isEmpty();
        assertThat(fields.objects("o").get(0).names()).containsExactly("b", "a");
        assertThat(errors).extracting(FieldError::pointer).containsExactly("/no", "/o/1");
    }

    @Test
    void takesNoNumberThatDoesNotFit() throws Exception {
        fields("{\"i\": 3000000000}").integer("i");

        assertThat(errors)
                .containsExactly(new FieldError("/i", "Expected a whole number, found a number out of range"));
    }

    @Test
    void saysANumberWhereATextIsExpected() throws Exception {
        fields("{\"t\": 1}").text("t");

        assertThat(errors).containsExactly(new FieldError("/t", "Expected a text, found a number"));
    }

    @Test
    void wantsAnObject() throws Exception {
        fields("[]").done();

        assertThat(errors).containsExactly(new FieldError("", "Expected an object, found an array"));
    }

    @Test
    void stopsCountingMistakesAtAHundred() throws Exception {
        StringBuilder many = new StringBuilder("{\"f0\": 0");
        for (int i = 1; i < 500; i++) {
            many.append(", \"f").append(i).append("\": 0");
        }

        fields(many.append('}').toString()).done();

        assertThat(errors).hasSize(100);
    }

    private JsonFields fields(String json) throws InvalidJsonException {
        return new JsonFields(StrictJson.parse(json.getBytes(StandardCharsets.UTF_8)), "", errors);
    }
}
