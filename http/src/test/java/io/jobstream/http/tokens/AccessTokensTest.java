// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.jobstream.http.ProblemException;
import io.jobstream.http.access.Caller;
import io.jobstream.http.access.Identity;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import io.jobstream.http.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a provider with a discovery document, a token endpoint and keys. */
class AccessTokensTest {
    private static final String AUDIENCE = "jobstream";

    private final MockOAuth2Server provider = new MockOAuth2Server();
    private URI issuer = URI.create("http://127.0.0.1");

    @BeforeEach
    void start() {
        provider.start();
        issuer = provider.issuerUrl("company").uri();
    }

    @AfterEach
    void stop() {
        provider.shutdown();
    }

    @Test
    void letsInATokenForWhatItsClaimsSay() throws Exception {
        String token = token(Map.of("scope", "openid jobs:read logs:read", "tenants", List.of("acme", "shop")));

        Identity identity = tokens().identify(token).orElseThrow();

        assertThat(identity.caller())
                .isEqualTo(new Caller(
                        "token:" + issuer + "#ci",
                        Tenants.of(List.of("acme", "shop")),
                        Set.of(Scope.JOBS_READ, Scope.LOGS_READ)));
        assertThat(identity.standing().getAsBoolean()).isTrue();
    }

    @Test
    void aTokenWithoutTenantsAndScopesOpensNothing() throws Exception {
        Caller caller = tokens().identify(token(Map.of())).orElseThrow().caller();

        assertThat(caller.scopes()).isEmpty();
        assertThat(caller.tenants().contains("acme")).isFalse();
        assertThat(caller.tenants().all()).isFalse();
    }

    @Test
    void refusesTokensForOthersOfOthersAndOfAnotherKind() throws Exception {
        AccessTokens tokens = tokens();

        assertThat(tokens.identify(token("company", "at+jwt", "another", 60, Map.of())))
                .isEmpty();
        assertThat(tokens.identify(token("stranger", "at+jwt", AUDIENCE, 60, Map.of())))
                .isEmpty();
        // An ID token.
        assertThat(tokens.identify(token("company", "JWT", AUDIENCE, 60, Map.of())))
                .isEmpty();
        assertThat(tokens.identify(token("company", "at+jwt", AUDIENCE, -60, Map.of())))
                .isEmpty();
        assertThat(tokens.identify("a.b.c")).isEmpty();
    }

    @Test
    void refusesATokenThatWasChangedOrIsNotSigned() throws Exception {
        AccessTokens tokens = tokens();
        String[] parts = token(Map.of("scope", "jobs:read")).split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String more = encoded(claims.replace("jobs:read", "jobs:write"));

        assertThat(tokens.identify(parts[0] + "." + more + "." + parts[2])).isEmpty();
        assertThat(tokens.identify(encoded("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + "."))
                .isEmpty();
        assertThat(tokens.identify(
                        encoded("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}") + "." + parts[1] + "." + encoded("x")))
                .isEmpty();
    }

    @Test
    void aSigningAlgorithmThatIsNotNamedIsNotGood() throws Exception {
        TrustedIssuer elliptic = new TrustedIssuer(
                issuer,
                AUDIENCE,
                TrustedIssuer.TYPES_DEFAULT,
                Set.of(JWSAlgorithm.ES256),
                "tenants",
                "scope",
                Set.of(),
                Map.of());

        assertThat(new AccessTokens(List.of(elliptic)).identify(token(Map.of())))
                .isEmpty();
    }

    @Test
    void aWorkloadHasFixedScopesAndItsTenantAndOnlyIfItIsMeant() throws Exception {
        TrustedIssuer workloads = new TrustedIssuer(
                issuer,
                AUDIENCE,
                Set.of("JWT"),
                TrustedIssuer.ALGORITHMS_DEFAULT,
                "repository_owner",
                "scope",
                Set.of(Scope.JOBS_WRITE),
                Map.of("repository_owner", List.of("acme", "*")));
        AccessTokens tokens = new AccessTokens(List.of(workloads));

        Caller caller = tokens.identify(workload("acme")).orElseThrow().caller();
        assertThat(caller.tenants().words()).containsExactly("acme");
        assertThat(caller.scopes()).containsExactly(Scope.JOBS_WRITE);
        assertThat(tokens.identify(workload("stranger"))).isEmpty();
        assertThat(tokens.identify(workload("*"))
                        .orElseThrow()
                        .caller()
                        .tenants()
                        .all())
                .isFalse();
    }

    @Test
    void knowsNobodyWhileTheProviderIsAwayAndGoesOnWithTheKeysThatItHas() throws Exception {
        String token = token(Map.of());
        AccessTokens knows = tokens();
        assertThat(knows.identify(token)).isPresent();

        provider.shutdown();

        assertThat(knows.identify(token)).isPresent();
        AccessTokens starts = tokens();
        assertThatThrownBy(() -> starts.identify(token))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status()).isEqualTo(503));
    }

    @Test
    void aLiveTokensStandingEndsWithIt() throws Exception {
        // Within the skew that clocks may have, and just past it.
        assertThat(tokens().identify(token("company", "at+jwt", AUDIENCE, -10, Map.of())))
                .isPresent();
        assertThat(tokens().identify(token("company", "at+jwt", AUDIENCE, -40, Map.of())))
                .isEmpty();
    }

    private AccessTokens tokens() {
        return new AccessTokens(List.of(TrustedIssuer.of(issuer, AUDIENCE, "tenants", "scope")));
    }

    private String workload(String owner) throws Exception {
        return token("company", "JWT", AUDIENCE, 60, Map.of("repository_owner", owner, "scope", "keys:admin"));
    }

    private String token(Map<String, Object> claims) throws Exception {
        return token("company", "at+jwt", AUDIENCE, 60, claims);
    }

    /** From its token endpoint. */
    private String token(String of, String type, String audience, long seconds, Map<String, Object> claims)
            throws Exception {
        provider.enqueueCallback(
                new DefaultOAuth2TokenCallback(of, "someone", type, List.of(audience), new HashMap<>(claims), seconds));
        HttpRequest request = HttpRequest.newBuilder(
                        provider.tokenEndpointUrl(of).uri())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=ci&client_secret=secret"))
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return Json.MAPPER.readTree(body).path("access_token").asText();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
