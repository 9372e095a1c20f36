// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests about compatibility levels and modes. */
final class SettingRoutes {
    private final Registry registry;

    SettingRoutes(Registry registry) {
        this.registry = registry;
    }

    void addTo(Routes routes) {
        routes.get("config", (request, values) -> Map.of("compatibilityLevel", registry.level(null)))
                .put("config", (request, values) -> setLevel(request, null))
                .delete("config", (request, values) -> clearLevel(null))
                .get("config/{subject}", (request, values) -> level(request, SubjectRoutes.subject(values)))
                .put("config/{subject}", (request, values) -> setLevel(request, SubjectRoutes.subject(values)))
                .delete("config/{subject}", (request, values) -> clearLevel(SubjectRoutes.subject(values)))
                .get("mode", (request, values) -> Map.of("mode", registry.mode(null)))
                .put("mode", (request, values) -> setMode(request, null))
                .get("mode/{subject}", (request, values) -> mode(request, SubjectRoutes.subject(values)))
                .put("mode/{subject}", (request, values) -> setMode(request, SubjectRoutes.subject(values)))
                .delete("mode/{subject}", (request, values) -> clearMode(SubjectRoutes.subject(values)));
    }

    private Object level(Exchange request, String subject) {
        Optional<String> own = registry.ask(contents -> contents.level(subject));
        if (own.isEmpty() && !request.flag("defaultToGlobal")) {
            throw noLevel(subject);
        }
        return Map.of("compatibilityLevel", registry.level(subject));
    }

    private Object setLevel(Exchange request, @Nullable String subject) throws IOException {
        String level = request.body().path("compatibility").asText("");
        registry.setLevel(subject, level);
        return Map.of("compatibility", level);
    }

    private Object clearLevel(@Nullable String subject) {
        String before = registry.ask(contents -> contents.level(subject))
                .orElseThrow(() -> noLevel(subject == null ? "" : subject));
        registry.setLevel(subject, null);
        return Map.of("compatibilityLevel", before);
    }

    private Object mode(Exchange request, String subject) {
        Optional<String> own = registry.ask(contents -> contents.mode(subject));
        if (own.isEmpty() && !request.flag("defaultToGlobal")) {
            throw noMode(subject);
        }
        return Map.of("mode", registry.mode(subject));
    }

    private Object setMode(Exchange request, @Nullable String subject) throws IOException {
        String mode = request.body().path("mode").asText("");
        registry.setMode(subject, mode);
        return Map.of("mode", mode);
    }

    private Object clearMode(String subject) {
        String before = registry.ask(contents -> contents.mode(subject)).orElseThrow(() -> noMode(subject));
        registry.setMode(subject, null);
        return Map.of("mode", before);
    }

    private static RegistryException noLevel(String subject) {
        return new RegistryException(
                40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    private static RegistryException noMode(String subject) {
        return new RegistryException(40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }
}
