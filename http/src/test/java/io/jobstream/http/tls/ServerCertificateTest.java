// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobstream.http.HttpConfig;
import io.jobstream.http.HttpLimits;
import io.jobstream.http.HttpServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private static final String PASSWORD = "only for this test";

    @TempDir
    private Path directory;

    private Path password = Path.of("");

    @BeforeEach
    void write() throws IOException {
        password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    }

    @Test
    void servesHttpsWithAKeystoreAndSecureCookies() throws Exception {
        Path store = keystore("one");
        HttpConfig config =
                new HttpConfig("127.0.0.1", 0, false, HttpLimits.DEFAULT, new CertificateFiles(store, null, password));

        try (HttpServer server = HttpServer.start(config, List.of())) {
            HttpClient client = trusting(pem(store).certificate());
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(server.uri().resolve("/healthz")).build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(server.uri().getScheme()).isEqualTo("https");
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void takesUpAnotherCertificateWithoutARestartAndKeepsTheOldWhereTheNewIsBroken() throws Exception {
        CertificateFiles files = pem(keystore("one"));
        Path key = Objects.requireNonNull(files.key());
        try (ServerCertificate certificate = ServerCertificate.of(files, Duration.ofMillis(50));
                TlsPeer peer = TlsPeer.of(certificate)) {
            assertThat(peer.subject()).isEqualTo("CN=one");

            Files.writeString(files.certificate(), "nonsense");
            org.awaitility.Awaitility.await()
                    .pollDelay(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(peer.subject()).isEqualTo("CN=one"));

            CertificateFiles other = pem(keystore("two"));
            Files.move(Objects.requireNonNull(other.key()), key, StandardCopyOption.REPLACE_EXISTING);
            Files.move(other.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(peer.subject()).isEqualTo("CN=two"));
        }
    }

    @Test
    void doesNotStartWithWhatCannotBeUsed() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");

        assertThatThrownBy(() -> ServerCertificate.of(new CertificateFiles(nonsense, nonsense, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be used");
        assertThatThrownBy(() -> new CertificateFiles(nonsense, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HttpClient trusting(Path certificate) {
        return HttpClient.newBuilder()
                .sslContext(SSLFactory.builder()
                        .withTrustMaterial(PemUtils.loadTrustMaterial(certificate))
                        .build()
                        .getSslContext())
                .build();
    }

    private Path keystore(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return store;
    }

    /** The same as PEM. */
    private CertificateFiles pem(Path store) throws Exception {
        KeyStore opened = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        String alias = opened.aliases().nextElement();
        X509Certificate certificate = (X509Certificate) opened.getCertificate(alias);
        byte[] key = opened.getKey(alias, PASSWORD.toCharArray()).getEncoded();
        return new CertificateFiles(
                Files.writeString(directory.resolve(alias + ".crt"), armoured("CERTIFICATE", certificate.getEncoded())),
                Files.writeString(directory.resolve(alias + ".key"), armoured("PRIVATE KEY", key)),
                null);
    }

    private static String armoured(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
