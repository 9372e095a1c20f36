// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A certificate authority of a test, in files, by the JDK's own {@code keytool}. */
final class Authority {
    private static final String PASSWORD = "a password";
    private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

    private final Path directory;

    Authority(Path directory) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        keytool(
                "authority",
                "-genkeypair",
                "-alias",
                "authority",
                "-keyalg",
                "EC",
                "-dname",
                "CN=authority",
                "-ext",
                "bc:c");
        keytool("authority", "-exportcert", "-alias", "authority", "-file", file("authority.crt"));
        keytool("trusted", "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.crt"));
    }

    /** What Kafka's clients and brokers need to be known by {@code name}, and to know the others. */
    Map<String, String> settings(String name) throws IOException, InterruptedException {
        keytool(name, "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name);
        keytool(name, "-certreq", "-alias", name, "-file", file(name + ".csr"));
        keytool(
                "authority",
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".crt"),
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        keytool(name, "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.crt"));
        keytool(name, "-importcert", "-noprompt", "-alias", name, "-file", file(name + ".crt"));
        Map<String, String> settings = trusting();
        settings.put("ssl.keystore.location", file(name + ".p12"));
        settings.put("ssl.keystore.password", PASSWORD);
        settings.put("ssl.keystore.type", "PKCS12");
        return settings;
    }

    /** What a client needs that knows the others, and has no certificate of its own. */
    Map<String, String> trusting() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ssl.truststore.location", file("trusted.p12"));
        settings.put("ssl.truststore.password", PASSWORD);
        settings.put("ssl.truststore.type", "PKCS12");
        return settings;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(KEYTOOL.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file(store + ".p12"), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path said = directory.resolve("keytool.out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(command + ": " + Files.readString(said))
                .isZero();
    }
}
