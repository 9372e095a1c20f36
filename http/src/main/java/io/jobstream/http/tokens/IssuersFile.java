// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nimbusds.jose.JWSAlgorithm;
import io.jobstream.http.FieldError;
import io.jobstream.http.access.Scope;
import io.jobstream.http.json.JsonFields;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the YAML file of trusted issuers; every mistake in it is told. */
public final class IssuersFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final List<FieldError> errors = new ArrayList<>();

    private IssuersFile() {}

    /**
     * Whom a file has trusted.
     *
     * @throws IllegalArgumentException when it cannot be used, with each reason
     */
    public static List<TrustedIssuer> read(Path file) {
        try {
            IssuersFile reader = new IssuersFile();
            List<TrustedIssuer> issuers = reader.issuers(YAML.readTree(Files.readString(file)));
            if (!reader.errors.isEmpty()) {
                throw new IllegalArgumentException(file + ": "
                        + reader.errors.stream()
                                .map(error -> error.pointer() + " " + error.detail())
                                .collect(Collectors.joining("; ")));
            }
            return issuers;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private List<TrustedIssuer> issuers(JsonNode document) {
        JsonFields fields = new JsonFields(document, "", errors);
        List<Optional<TrustedIssuer>> found = fields.elements("issuers", this::issuer);
        fields.done();
        List<TrustedIssuer> issuers = found.stream().flatMap(Optional::stream).toList();
        Set<URI> names = new HashSet<>();
        for (TrustedIssuer each : issuers) {
            if (!names.add(each.issuer())) {
                fields.error("/issuers", "has " + each.issuer() + " twice");
            }
        }
        if (found.isEmpty()) {
            fields.error("/issuers", "Expected at least one issuer");
        }
        return issuers;
    }

    private Optional<TrustedIssuer> issuer(JsonNode node, String pointer) {
        JsonFields fields = new JsonFields(node, pointer, errors);
        int before = errors.size();
        String issuer = fields.text("issuer").orElse("");
        String audience = fields.text("audience").orElse("");
        Set<String> types = Set.copyOf(fields.texts("types"));
        Set<JWSAlgorithm> algorithms =
                fields.texts("algorithms").stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        String tenants = fields.text("tenantsClaim").orElse(TrustedIssuer.TENANTS_CLAIM_DEFAULT);
        String scopesClaim = fields.text("scopesClaim").orElse(TrustedIssuer.SCOPES_CLAIM_DEFAULT);
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : fields.texts("scopes")) {
            Scope.of(word)
                    .ifPresentOrElse(
                            scopes::add,
                            () -> fields.error(fields.pointer("scopes"), word + " is none of " + Scope.words()));
        }
        Map<String, List<String>> required = new HashMap<>();
        fields.object("require").ifPresent(claims -> {
            claims.names().forEach(claim -> required.put(claim, claims.texts(claim)));
            claims.done();
        });
        fields.done();
        if (errors.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TrustedIssuer(
                    URI.create(issuer),
                    audience,
                    types.isEmpty() ? TrustedIssuer.TYPES_DEFAULT : types,
                    algorithms.isEmpty() ? TrustedIssuer.ALGORITHMS_DEFAULT : algorithms,
                    tenants,
                    scopesClaim,
                    scopes,
                    required));
        } catch (IllegalArgumentException e) {
            fields.error(pointer, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
