// SPDX-License-Identifier: Apache-2.0
package io.jobstream.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;
import nl.altindag.ssl.util.SSLFactoryUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at its files now and then; a pair that cannot be used leaves the one before in use. */
public final class ServerCertificate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final CertificateFiles files;
    private final SSLFactory shown;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "certificate");
        thread.setDaemon(true);
        return thread;
    });
    private List<byte[]> seen;

    private ServerCertificate(CertificateFiles files, Duration every) throws IOException {
        this.files = files;
        this.seen = contents();
        this.shown = loaded(SSLFactory.builder().withSwappableIdentityMaterial());
        var unused =
                looking.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A certificate that is in use at once.
     *
     * @throws IllegalArgumentException when the files cannot be used
     */
    public static ServerCertificate of(CertificateFiles files) {
        return of(files, LOOK_EVERY);
    }

    static ServerCertificate of(CertificateFiles files, Duration every) {
        try {
            return new ServerCertificate(files, every);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "The certificate " + files.certificate() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Shows whatever is current to each new connection. */
    public SSLContext context() {
        return shown.getSslContext();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void look() {
        try {
            List<byte[]> now = contents();
            if (!same(seen, now)) {
                SSLFactoryUtils.reload(shown, loaded(SSLFactory.builder()));
                seen = now;
                log.atInfo().addKeyValue("certificate", files.certificate()).log("Took up another certificate");
            }
        } catch (IOException | RuntimeException e) {
            log.atError()
                    .addKeyValue("certificate", files.certificate())
                    .addKeyValue("reason", e.toString())
                    .log("The certificate has changed and cannot be used; the one before stays");
        }
    }

    private SSLFactory loaded(SSLFactory.Builder builder) throws IOException {
        Path key = files.key();
        Path passwordFile = files.passwordFile();
        if (key != null) {
            builder.withIdentityMaterial(PemUtils.loadIdentityMaterial(files.certificate(), key));
        } else if (passwordFile != null) {
            builder.withIdentityMaterial(
                    files.certificate(), Files.readString(passwordFile).strip().toCharArray());
        }
        return builder.build();
    }

    private List<byte[]> contents() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files.files()) {
            contents.add(Files.readAllBytes(file));
        }
        return contents;
    }

    private static boolean same(List<byte[]> before, List<byte[]> now) {
        for (int i = 0; i < before.size(); i++) {
            if (!Arrays.equals(before.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }
}
