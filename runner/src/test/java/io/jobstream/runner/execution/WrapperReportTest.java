// SPDX-License-Identifier: Apache-2.0
package io.jobstream.runner.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WrapperReportTest {
    private final AtomicInteger running = new AtomicInteger();

    @Test
    void readsStatusAndTheTimesOfShellAndChildren() throws IOException {
        WrapperReport report = read("running\nexited 3\n0m0.010s 0m0.005s\n1m2.345s 0m0.640s\n");

        assertThat(running).hasValue(1);
        assertThat(report.runningAt()).isNotNull();
        assertThat(report.exitStatus()).isEqualTo(3);
        assertThat(report.cpuMillis()).isEqualTo(10 + 5 + 62_345 + 640);
    }

    @Test
    void knowsNoStatusOfAWrapperThatWasKilled() throws IOException {
        WrapperReport report = read("running\n");

        assertThat(report.exitStatus()).isNull();
        assertThat(report.unprepared()).isFalse();
    }

    @Test
    void tellsACheckoutThatFailed() throws IOException {
        WrapperReport report = read("unprepared\n");

        assertThat(report.unprepared()).isTrue();
        assertThat(report.runningAt()).isNull();
        assertThat(running).hasValue(0);
    }

    private WrapperReport read(String said) throws IOException {
        return WrapperReport.read(
                new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)), running::incrementAndGet);
    }
}
