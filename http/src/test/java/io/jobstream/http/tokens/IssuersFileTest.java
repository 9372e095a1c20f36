// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.http.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuersFileTest {
    @TempDir
    private Path directory;

    @Test
    void theDocumentedExampleCanBeUsed() {
        List<TrustedIssuer> issuers = IssuersFile.read(Path.of("../docs/examples/issuers.yaml"));

        assertThat(issuers).hasSize(2);
        TrustedIssuer workloads = issuers.get(1);
        assertThat(workloads.tenantsClaim()).isEqualTo("repository_owner");
        assertThat(workloads.scopes()).contains(Scope.JOBS_WRITE);
        assertThat(workloads.required()).isEqualTo(Map.of("repository_owner", List.of("acme")));
    }

    @Test
    void fixedScopesForWhoeverGetsATokenAreRefused() {
        assertMistake(
                "issuers: [{issuer: 'https://ci.example', audience: jobstream, scopes: ['jobs:write']}]",
                "/issuers/0",
                "require must name claims");
    }

    @Test
    void sharedSecretsAndPlainHttpAreRefused() {
        assertMistake(
                "issuers: [{issuer: 'https://ci.example', audience: jobstream, algorithms: [HS256]}]", "algorithms");
        assertMistake("issuers: [{issuer: 'http://ci.example', audience: jobstream}]", "https");
    }

    @Test
    void everyMistakeIsTold() {
        assertMistake(
                "issuers: [{issuer: 'https://a.example', audience: x, scopes: [root], color: red}, {audience: 7}]",
                "root is none of",
                "/issuers/0/color",
                "/issuers/1/audience");
        assertMistake("issuers: []", "at least one");
        assertMistake("issuers: [{issuer: 'https://a.example', audience: x, audience: y}]", "cannot be read");
    }

    private void assertMistake(String yaml, String... said) {
        try {
            Path file = Files.writeString(directory.resolve("issuers.yaml"), yaml);
            assertThatThrownBy(() -> IssuersFile.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(said);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
