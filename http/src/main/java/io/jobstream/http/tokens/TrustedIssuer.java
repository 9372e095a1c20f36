// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import io.jobstream.http.access.Scope;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider whose tokens are believed.
 *
 * @param issuer its address, exactly as its tokens have it
 * @param audience what this is called there: a token for others is none here
 * @param types what the header may say that a token is
 * @param algorithms what it may be signed with; never a shared secret
 * @param tenantsClaim where a token says whose jobs it is good for
 * @param scopesClaim where a token says what it allows; of no meaning when there are fixed scopes
 * @param scopes what each of its tokens allows; empty takes the claim
 * @param required claims that must have one of these values
 */
public record TrustedIssuer(
        URI issuer,
        String audience,
        Set<String> types,
        Set<JWSAlgorithm> algorithms,
        String tenantsClaim,
        String scopesClaim,
        Set<Scope> scopes,
        Map<String, List<String>> required) {
    public static final String TENANTS_CLAIM_DEFAULT = "tenants";
    /** RFC 9068. */
    public static final String SCOPES_CLAIM_DEFAULT = "scope";
    /** RFC 9068: an ID token is none of these. */
    public static final Set<String> TYPES_DEFAULT = Set.of("at+jwt", "application/at+jwt");

    public static final Set<JWSAlgorithm> ALGORITHMS_DEFAULT = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private static final Set<JWSAlgorithm> ALGORITHMS = asymmetric();

    /** Checks that it lets in only whom it means. */
    public TrustedIssuer {
        types = Set.copyOf(types);
        algorithms = Set.copyOf(algorithms);
        scopes = Set.copyOf(scopes);
        required = Map.copyOf(required);
        if (issuer.getHost() == null || !("https".equals(issuer.getScheme()) || isLoopback(issuer))) {
            throw new IllegalArgumentException("issuer must be an https address: " + issuer);
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("audience must say what Jobstream is called at " + issuer);
        }
        if (types.isEmpty() || algorithms.isEmpty()) {
            throw new IllegalArgumentException("types and algorithms must not be empty for " + issuer);
        }
        if (!ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException("algorithms must be some of " + ALGORITHMS + ": " + algorithms);
        }
        if (!scopes.isEmpty() && required.isEmpty()) {
            throw new IllegalArgumentException("With fixed scopes, require must name claims and their values: else"
                    + " whoever gets a token of " + issuer + " would have these scopes");
        }
    }

    /** With access tokens as RFC 9068 has them. */
    public static TrustedIssuer of(URI issuer, String audience, String tenantsClaim, String scopesClaim) {
        return new TrustedIssuer(
                issuer, audience, TYPES_DEFAULT, ALGORITHMS_DEFAULT, tenantsClaim, scopesClaim, Set.of(), Map.of());
    }

    private static Set<JWSAlgorithm> asymmetric() {
        Set<JWSAlgorithm> known = new LinkedHashSet<>();
        for (Collection<JWSAlgorithm> family : List.of(JWSAlgorithm.Family.RSA, JWSAlgorithm.Family.EC)) {
            known.addAll(family);
        }
        // Java has not had its curve since 16.
        known.remove(JWSAlgorithm.ES256K);
        return known;
    }

    private static boolean isLoopback(URI address) {
        try {
            return "http".equals(address.getScheme())
                    && InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
