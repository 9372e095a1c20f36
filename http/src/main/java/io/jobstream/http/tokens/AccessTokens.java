// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.jobstream.http.access.Authenticator;
import io.jobstream.http.access.Caller;
import io.jobstream.http.access.Identity;
import io.jobstream.http.access.Scope;
import io.jobstream.http.access.Tenants;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets in whoever has a token of an issuer that is trusted. */
public final class AccessTokens implements Authenticator {
    private static final int SUBJECT_MAX = 256;

    private final Map<String, Provider> byIssuer;
    private final Clock clock;

    public AccessTokens(List<TrustedIssuer> trusted) {
        this.byIssuer = trusted.stream()
                .map(Provider::new)
                .collect(
                        Collectors.toMap(provider -> provider.trusted().issuer().toString(), Function.identity()));
        this.clock = Clock.systemUTC();
    }

    @Override
    public boolean takes(String credential) {
        return credential.chars().filter(each -> each == '.').count() == 2;
    }

    @Override
    public Optional<Identity> identify(String credential) {
        SignedJWT token;
        @Nullable Provider provider;
        try {
            token = SignedJWT.parse(credential);
            String issuer = token.getJWTClaimsSet().getIssuer();
            provider = issuer == null ? null : byIssuer.get(issuer);
        } catch (ParseException e) {
            return Optional.empty();
        }
        return provider == null
                ? Optional.empty()
                : provider.verified(token)
                        .filter(claims -> hasWhatIsRequired(provider.trusted(), claims))
                        .map(claims -> identity(provider.trusted(), claims));
    }

    private Identity identity(TrustedIssuer trusted, JWTClaimsSet claims) {
        Instant end = claims.getExpirationTime().toInstant().plus(Provider.SKEW_MAX);
        String subject = claims.getSubject().replaceAll("\\p{Cntrl}", "?");
        String id = "token:" + trusted.issuer() + "#" + subject.substring(0, Math.min(SUBJECT_MAX, subject.length()));
        return new Identity(
                new Caller(id, tenants(trusted, claims), scopes(trusted, claims)),
                () -> clock.instant().isBefore(end));
    }

    private static boolean hasWhatIsRequired(TrustedIssuer trusted, JWTClaimsSet claims) {
        return trusted.required().entrySet().stream()
                .allMatch(each -> words(claims.getClaim(each.getKey())).stream().anyMatch(each.getValue()::contains));
    }

    /**
     * Only a provider that gives scopes can give all tenants: other claims are words of whoever asked for the token.
     */
    private static Tenants tenants(TrustedIssuer trusted, JWTClaimsSet claims) {
        List<String> names = words(claims.getClaim(trusted.tenantsClaim()));
        return trusted.scopes().isEmpty()
                ? Tenants.of(names)
                : new Tenants(
                        false,
                        names.stream()
                                .filter(name -> !name.equals(Tenants.WILDCARD))
                                .collect(Collectors.toSet()));
    }

    private static Set<Scope> scopes(TrustedIssuer trusted, JWTClaimsSet claims) {
        if (!trusted.scopes().isEmpty()) {
            return trusted.scopes();
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        words(claims.getClaim(trusted.scopesClaim())).stream()
                .flatMap(words -> Arrays.stream(words.split(" ", -1)))
                .forEach(word -> Scope.of(word).ifPresent(scopes::add));
        return scopes;
    }

    private static List<String> words(@Nullable Object claim) {
        if (claim instanceof String word) {
            return List.of(word);
        }
        return claim instanceof Collection<?> words
                ? words.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
