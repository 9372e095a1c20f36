// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.everything;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.standalone.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"--http-port", "--kafka-port", "--registry-port"})
    void aPortThatIsTakenIsNamedWithItsOptionBeforeAnythingIsStarted(String option) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = Program.create(
                            Map.of(
                                    "JOBSTREAM_HTTP_PORT",
                                    "0",
                                    "JOBSTREAM_KAFKA_PORT",
                                    "0",
                                    "JOBSTREAM_REGISTRY_PORT",
                                    "0"),
                            new PrintWriter(out, true),
                            new PrintWriter(err, true))
                    .execute("up", "--data", data.resolve("new").toString(), option, "" + taken.getLocalPort());

            assertThat(status).isEqualTo(1);
            assertThat(err.toString().lines())
                    .containsExactly("jobstream up: port " + taken.getLocalPort()
                            + " on 127.0.0.1 is taken: choose another with " + option);
            assertThat(data.resolve("new")).doesNotExist();
        }
    }
}
