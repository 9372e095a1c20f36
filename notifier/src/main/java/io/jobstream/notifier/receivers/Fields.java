// SPDX-License-Identifier: Apache-2.0
package io.jobstream.notifier.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of one mapping in the file, read with every problem remembered. Problems never hold values of secrets. */
final class Fields {
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");

    private final JsonNode node;
    private final String path;
    private final Map<String, String> environment;
    private final List<String> problems;

    Fields(JsonNode node, String path, Map<String, String> environment, List<String> problems) {
        this.node = node;
        this.path = path;
        this.environment = environment;
        this.problems = problems;
    }

    JsonNode node() {
        return node;
    }

    void problem(String field, String text) {
        problems.add(path + field + ": " + text);
    }

    void allow(String... names) {
        if (!node.isObject()) {
            problem("", "expected a mapping");
        }
        Set<String> allowed = Set.of(names);
        node.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                problem(name, "not a field of this file");
            }
        });
    }

    Optional<String> text(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            problem(field, "expected a text");
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    List<String> texts(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(element -> {
                if (element.isTextual()) {
                    texts.add(element.textValue());
                }
            });
        }
        if (texts.isEmpty() || texts.size() != value.size()) {
            problem(field, "expected a list of texts");
        }
        return texts;
    }

    /** From the field itself, {@code ${env:NAME}} in it, or the file that {@code field-file} names. */
    Optional<Secret> secret(String field) {
        Optional<String> file = text(field + "-file");
        Optional<String> text = text(field);
        if (file.isPresent() && text.isPresent()) {
            problem(field, "expected " + field + " or " + field + "-file, not both");
        }
        return file.isPresent()
                ? fromFile(field + "-file", file.get())
                : text.flatMap(value -> resolved(field, value)).map(Secret::new);
    }

    Optional<URI> httpUri(String field, String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text: it may be a secret.
        }
        problem(field, "expected an http or https address without user and password");
        return Optional.empty();
    }

    private Optional<String> resolved(String field, String text) {
        Matcher reference = ENVIRONMENT.matcher(text);
        if (!reference.matches()) {
            return Optional.of(text);
        }
        String value = environment.get(reference.group(1));
        if (value == null || value.isBlank()) {
            problem(field, "environment variable " + reference.group(1) + " is not set");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private Optional<Secret> fromFile(String field, String name) {
        try {
            return Optional.of(new Secret(Files.readString(Path.of(name)).strip()));
        } catch (IOException | IllegalArgumentException e) {
            problem(field, name + " cannot be read");
            return Optional.empty();
        }
    }
}
