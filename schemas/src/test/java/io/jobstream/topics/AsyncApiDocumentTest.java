// SPDX-License-Identifier: Apache-2.0
package io.jobstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AsyncApiDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "reference", "asyncapi.json");
    private static final Path VALIDATOR = Path.of("src", "test", "node", "asyncapi");
    private static final Path COPY = Path.of("target", "asyncapi");

    @Test
    void theDocumentSaysWhatTheCodeSays() throws Exception {
        String document = AsyncApiDocument.text();

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(DOCUMENT, document);
        }
        assertThat(DOCUMENT)
                .as("Write it anew with: mvn test -pl schemas -Dtest=AsyncApiDocumentTest -Ddocs=write")
                .hasContent(document);
    }

    /** By the specification's own JSON schema; skipped where there is no node and npm. */
    @Test
    void theDocumentIsAsTheSpecificationWantsIt() throws Exception {
        Files.createDirectories(COPY);
        assumeThat(run("node", "--version") && run("npm", "--version"))
                .as("There is no node or npm here: the AsyncAPI document is not validated")
                .isTrue();
        for (String file : new String[] {"package.json", "package-lock.json", "validate.mjs"}) {
            Files.copy(VALIDATOR.resolve(file), COPY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"))
                .as(said())
                .isTrue();

        assertThat(validates(AsyncApiDocument.text())).as(said()).isTrue();
        assertThat(validates(AsyncApiDocument.text().replace("\"send\"", "\"publish\"")))
                .as("an action of another version")
                .isFalse();
    }

    private static boolean validates(String document) throws Exception {
        Files.writeString(COPY.resolve("asyncapi.json"), document);
        return run("node", "validate.mjs", "asyncapi.json");
    }

    private static String said() throws IOException {
        return Files.readString(COPY.resolve("output"));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(COPY.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(COPY.resolve("output").toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
