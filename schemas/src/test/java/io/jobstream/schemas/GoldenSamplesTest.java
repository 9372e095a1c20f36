// SPDX-License-Identifier: Apache-2.0
package io.jobstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenSamplesTest {
    private static final String INSTRUCTIONS = "%s differs from version %d in src/test/resources/golden. Keep a"
            + " sample of the new version with mvn test -pl schemas -Dtest=GoldenSamplesTest -Dgolden=write, or, while"
            + " the newest version there was never released, replace it with -Dgolden=rewrite. Released samples are"
            + " never touched.";
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Schema> records() {
        return Contract.records();
    }

    @ParameterizedTest
    @MethodSource("records")
    void everyVersionOfASchemaHasASample(Schema current) {
        List<GoldenSample> kept = GoldenSample.of(current.getName());
        boolean sampled = !kept.isEmpty()
                && current.toString().equals(kept.get(kept.size() - 1).writer().toString());
        String wish = System.getProperty("golden", "");

        if (!sampled && wish.equals("write")) {
            GoldenSample.write(current, kept.size() + 1);
        } else if (!sampled && wish.equals("rewrite")) {
            GoldenSample.write(current, Math.max(1, kept.size()));
        } else {
            assertThat(sampled).as(INSTRUCTIONS, current.getName(), kept.size()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void everySampleSaysWhatItAlwaysSaid(Schema reader) throws Exception {
        for (GoldenSample sample : GoldenSample.of(reader.getName())) {
            SpecificRecord record = new SpecificDatumReader<SpecificRecord>(
                            sample.writer(), reader, SpecificData.getForSchema(reader))
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(sample.bytes().array(), null));

            assertThat(missing(JSON.readTree(sample.json()), JSON.readTree(GoldenSample.json(record)), ""))
                    .as("%s v%d", reader.getName(), sample.version())
                    .isEmpty();
        }
    }

    /** What {@code expected} says and {@code found} does not; a later version may say more. */
    private static String missing(JsonNode expected, JsonNode found, String path) {
        if (expected.isObject() && found.isObject()) {
            StringBuilder all = new StringBuilder();
            for (Map.Entry<String, JsonNode> field : expected.properties()) {
                all.append(missing(field.getValue(), found.path(field.getKey()), path + "/" + field.getKey()));
            }
            return all.toString();
        }
        if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < expected.size(); i++) {
                all.append(missing(expected.get(i), found.get(i), path + "/" + i));
            }
            return all.toString();
        }
        return expected.equals(found) ? "" : path + ": expected " + expected + ", found " + found + "\n";
    }
}
