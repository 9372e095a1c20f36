// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.ConfigurableJWTProcessor;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.jobstream.http.ProblemException;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the tokens of one provider, which it finds by its discovery document when it is first needed. */
final class Provider {
    static final Duration SKEW_MAX = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(Provider.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration OUTAGE_MAX = Duration.ofHours(1);
    private static final int TIMEOUT_MILLIS = 3_000;

    private final TrustedIssuer trusted;
    private final ReentrantLock discovering = new ReentrantLock();
    private volatile @Nullable ConfigurableJWTProcessor<SecurityContext> processor;
    private volatile long nextTry = System.nanoTime();

    Provider(TrustedIssuer trusted) {
        this.trusted = trusted;
    }

    TrustedIssuer trusted() {
        return trusted;
    }

    /**
     * The claims; empty when the token is not good.
     *
     * @throws ProblemException 503 when the provider's keys cannot be had
     */
    Optional<JWTClaimsSet> verified(SignedJWT token) {
        try {
            return Optional.of(processor().process(token, null));
        } catch (RateLimitReachedException e) {
            // Its key was not among those of just now, and strangers' tokens must not make us ask all the time.
            return Optional.empty();
        } catch (KeySourceException e) {
            log.atWarn()
                    .addKeyValue("issuer", trusted.issuer())
                    .addKeyValue("reason", e.toString())
                    .log("The keys of a token issuer cannot be had");
            throw unavailable();
        } catch (BadJOSEException | JOSEException e) {
            log.atDebug()
                    .addKeyValue("issuer", trusted.issuer())
                    .addKeyValue("reason", e.getMessage())
                    .log("A token is not good");
            return Optional.empty();
        }
    }

    /** One request at most waits for the provider; others are told to come back. */
    private ConfigurableJWTProcessor<SecurityContext> processor() {
        ConfigurableJWTProcessor<SecurityContext> known = processor;
        if (known != null) {
            return known;
        }
        if (!discovering.tryLock()) {
            throw unavailable();
        }
        try {
            known = processor;
            if (known == null) {
                known = discovered();
                processor = known;
            }
            return known;
        } finally {
            discovering.unlock();
        }
    }

    private ConfigurableJWTProcessor<SecurityContext> discovered() {
        if (System.nanoTime() - nextTry < 0) {
            throw unavailable();
        }
        nextTry = System.nanoTime() + RETRY_AFTER.toNanos();
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(
                    new Issuer(trusted.issuer().toString()), TIMEOUT_MILLIS, TIMEOUT_MILLIS);
            return processor(metadata.getJWKSetURI().toURL());
        } catch (GeneralException | IOException | RuntimeException e) {
            log.atWarn()
                    .addKeyValue("issuer", trusted.issuer())
                    .addKeyValue("reason", e.toString())
                    .log("A token issuer cannot be asked about itself");
            throw unavailable();
        }
    }

    private ConfigurableJWTProcessor<SecurityContext> processor(URL keys) {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        made.setJWSKeySelector(new JWSVerificationKeySelector<>(
                trusted.algorithms(),
                JWKSourceBuilder.<SecurityContext>create(keys)
                        .retrying(true)
                        .outageTolerant(OUTAGE_MAX.toMillis())
                        .build()));
        Set<JOSEObjectType> types =
                trusted.types().stream().map(JOSEObjectType::new).collect(Collectors.toSet());
        made.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(types));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                trusted.audience(),
                new JWTClaimsSet.Builder().issuer(trusted.issuer().toString()).build(),
                Set.of("sub", "exp", "iat"));
        claims.setMaxClockSkew(Math.toIntExact(SKEW_MAX.toSeconds()));
        made.setJWTClaimsSetVerifier(claims);
        return made;
    }

    private ProblemException unavailable() {
        return ProblemException.unavailable(
                "The issuer of this token does not answer, so that it cannot be verified", RETRY_AFTER);
    }
}
