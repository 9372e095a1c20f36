// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedRegistryIT {
    private static final AvroSchema FIRST = schema("{\"name\":\"a\",\"type\":\"string\"}");
    private static final AvroSchema SECOND =
            schema("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
    private static final AvroSchema INCOMPATIBLE =
            schema("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"c\",\"type\":\"int\"}");

    private final EmbeddedRegistry registry =
            EmbeddedRegistry.bind("127.0.0.1", 0).serve(ChangeLog.inMemory());
    private final SchemaRegistryClient client = new CachedSchemaRegistryClient(registry.url(), 100);

    @AfterEach
    void close() throws IOException {
        client.close();
        registry.close();
    }

    @Test
    void givesTheSameIdToTheSameSchemaWhereverItIs() throws Exception {
        int id = client.register("one", FIRST);

        assertThat(client.register("two", FIRST)).isEqualTo(id);
        assertThat(fresh().getSchemaById(id)).isEqualTo(FIRST);
        assertThat(fresh().getId("two", FIRST)).isEqualTo(id);
        assertThat(fresh().getVersion("two", FIRST)).isEqualTo(1);
        assertThat(client.getAllSubjectsById(id)).containsExactlyInAnyOrder("one", "two");
        assertThat(client.getAllSubjects()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void countsTheVersionsOfASubject() throws Exception {
        client.register("s", FIRST);
        client.register("s", SECOND);
        client.register("s", FIRST);

        assertThat(client.getAllVersions("s")).containsExactly(1, 2);
        assertThat(client.getLatestSchemaMetadata("s").getVersion()).isEqualTo(2);
        assertThat(client.getSchemaMetadata("s", 1).getSchema()).isEqualTo(FIRST.canonicalString());
    }

    @Test
    void refusesWhatIsIncompatibleBackwardByDefault() throws Exception {
        client.register("s", FIRST);

        assertThat(client.testCompatibility("s", INCOMPATIBLE)).isFalse();
        assertCode(409, () -> client.register("s", INCOMPATIBLE));
        assertThat(client.testCompatibility("s", SECOND)).isTrue();
    }

    @Test
    void takesAnythingWhenToldSo() throws Exception {
        client.register("s", FIRST);
        client.updateCompatibility("s", "NONE");

        assertThat(client.getCompatibility("s")).isEqualTo("NONE");
        client.register("s", INCOMPATIBLE);
        assertThat(client.getAllVersions("s")).containsExactly(1, 2);
    }

    @Test
    void checksAllVersionsWhenTheLevelIsTransitive() throws Exception {
        client.updateCompatibility("s", "NONE");
        client.register("s", INCOMPATIBLE);
        client.register("s", FIRST);
        client.updateCompatibility("s", "FULL_TRANSITIVE");

        assertCode(409, () -> client.register("s", SECOND));
    }

    @Test
    void namesWhatIsMissingByConfluentsCodes() throws Exception {
        client.register("s", FIRST);

        assertCode(40401, () -> client.getAllVersions("none"));
        assertCode(40402, () -> client.getSchemaMetadata("s", 7));
        assertCode(40403, () -> client.getSchemaById(99));
        assertCode(40403, () -> client.getId("s", SECOND));
        assertCode(40401, () -> client.getId("none", FIRST));
        assertCode(42203, () -> client.updateCompatibility("s", "NEVER"));
        assertThat(post("/subjects/s/versions", "{\"schema\":\"{\\\"type\\\":\\\"nothing\\\"}\"}")
                        .body())
                .contains("42201");
        assertThat(post("/subjects/s/versions", "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"JSON\"}")
                        .body())
                .contains("42201");
        assertThat(post("/subjects/s/versions", "no json").statusCode()).isEqualTo(400);
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void deletesInTwoStepsAndNeverGivesAnIdAgain() throws Exception {
        int id = client.register("s", FIRST);
        assertCode(40405, () -> client.deleteSubject("s", true));

        assertThat(client.deleteSubject("s")).containsExactly(1);
        assertThat(client.getAllSubjects()).isEmpty();
        assertThat(fresh().getSchemaById(id)).isEqualTo(FIRST);

        assertThat(client.deleteSubject("s", true)).containsExactly(1);
        assertCode(40403, () -> fresh().getSchemaById(id));
        assertThat(fresh().register("s", SECOND)).isGreaterThan(id);
    }

    @Test
    void countsOnAfterASoftlyDeletedVersion() throws Exception {
        client.register("s", FIRST);
        client.register("s", SECOND);
        assertThat(client.deleteSchemaVersion("s", "2")).isEqualTo(2);

        fresh().register("s", SECOND);

        assertThat(client.getAllVersions("s")).containsExactly(1, 3);
    }

    @Test
    void takesNothingWhileItIsReadOnly() throws Exception {
        client.setMode("READONLY");

        assertCode(42205, () -> client.register("s", FIRST));
        assertThat(client.getMode()).isEqualTo("READONLY");
    }

    @Test
    void webPagesAreNotServed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects"))
                .header("Origin", "http://example.org")
                .build();

        assertThat(send(request).statusCode()).isEqualTo(403);
        assertThat(get("/subjects").statusCode()).isEqualTo(200);
    }

    @Test
    void everythingKeptIsReadAgainFromConfluentsFormat() throws Exception {
        List<Change> changes = List.of(
                new Change.VersionWritten(new SubjectVersion("s", 1, 3, FIRST.canonicalString(), true)),
                new Change.VersionErased("s", 2),
                new Change.LevelSet("s", "FULL"),
                new Change.LevelSet(null, null),
                new Change.ModeSet(null, "READONLY"),
                new Change.IdsGiven(12));

        for (Change change : changes) {
            ChangeJson.KeyValue written = ChangeJson.write(change);
            assertThat(ChangeJson.read(written.key(), written.value())).containsExactly(change);
        }
    }

    private SchemaRegistryClient fresh() {
        return new CachedSchemaRegistryClient(registry.url(), 100, Map.of());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(registry.url() + path)).build());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(registry.url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }

    private static AvroSchema schema(String fields) {
        return new AvroSchema("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
    }
}
