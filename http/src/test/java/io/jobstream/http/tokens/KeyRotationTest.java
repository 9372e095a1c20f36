// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that changes its keys, and counts who asks for them. */
class KeyRotationTest {
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer provider;
    private URI issuer;
    private volatile RSAKey key = key("first");

    KeyRotationTest() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = URI.create("http://127.0.0.1:" + provider.getAddress().getPort());
    }

    @BeforeEach
    void start() {
        answer("/.well-known/openid-configuration", () -> """
                {"issuer": "%s", "jwks_uri": "%s/keys",
                 "subject_types_supported": ["public"], "response_types_supported": ["code"],
                 "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(issuer, issuer));
        answer("/keys", () -> {
            asked.incrementAndGet();
            return new JWKSet(key.toPublicJWK()).toString();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @Test
    void takesUpANewKeyWhenATokenIsSignedWithItAndAsksForKeysSeldom() {
        AccessTokens tokens = new AccessTokens(List.of(TrustedIssuer.of(issuer, "jobstream", "tenants", "scope")));
        String before = token(key);
        for (int i = 0; i < 20; i++) {
            assertThat(tokens.identify(before)).isPresent();
        }
        assertThat(asked).hasValue(1);

        key = key("second");
        String after = token(key);

        assertThat(tokens.identify(after)).isPresent();
        assertThat(tokens.identify(before)).isEmpty();
        assertThat(asked.get()).isLessThanOrEqualTo(3);
    }

    private String token(RSAKey by) {
        Instant now = Instant.now();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(by.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer.toString())
                        .audience("jobstream")
                        .subject("someone")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build());
        try {
            token.sign(new RSASSASigner(by));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(String path, java.util.function.Supplier<String> body) {
        provider.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
