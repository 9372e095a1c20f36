// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.jobstream.http.access.Scope;
import io.jobstream.http.json.Json;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeprecationsTest {
    private static final String DATES = """
            {"x-deprecated-on": "2026-02-01", "x-sunset-on": "2027-12-31",
             "externalDocs": {"url": "https://example.org/new"}}""";

    @Test
    void saysWhichOperationsAreOnTheirWayOut() throws Exception {
        try (HttpServer server = HttpServer.start(HttpConfig.onLoopback(0), List.of(new OldAndNew()))) {
            HttpHeaders old = headers(server, "/v1/old/1");

            assertThat(old.firstValue("Deprecation")).hasValue("@1769904000");
            assertThat(old.firstValue("Sunset")).hasValue("Fri, 31 Dec 2027 00:00:00 GMT");
            assertThat(old.firstValue("Link")).hasValue("<https://example.org/new>; rel=\"deprecation\"");
            assertThat(headers(server, "/v1/new").map()).doesNotContainKeys("deprecation", "sunset", "link");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"x-deprecated-on\": \"soon\"}",
                "{\"x-deprecated-on\": \"2027-01-31\", \"x-sunset-on\": \"2027-01-30\"}"
            })
    void refusesADeprecationThatDoesNotSaySinceWhen(String dates) throws Exception {
        JsonNode document = document(dates);

        assertThatThrownBy(() -> new Deprecations(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /v1/old/{id}");
    }

    private static HttpHeaders headers(HttpServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.discarding())
                .headers();
    }

    private static JsonNode document(String dates) throws Exception {
        ObjectNode document = Json.MAPPER.createObjectNode();
        ObjectNode operation =
                document.putObject("paths").putObject("/v1/old/{id}").putObject("get");
        operation.put("deprecated", true).setAll((ObjectNode) Json.MAPPER.readTree(dates));
        return document;
    }

    private static final class OldAndNew implements Endpoints {
        @Override
        public void addTo(RoutesConfig routes) {
            routes.get("/v1/old/{id}", ctx -> ctx.result("old"), Scope.JOBS_READ);
            routes.get("/v1/new", ctx -> ctx.result("new"), Scope.JOBS_READ);
        }

        @Override
        public JsonNode openApi() {
            try {
                return document(DATES);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
