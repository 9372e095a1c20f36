// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.checking;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.standalone.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpSaysWhatTheExitStatusMeans() {
        assertThat(run("check", "--help")).isZero();

        assertThat(out.toString()).contains("0 it holds, 1 it does not, 2 it could not be read", "--violations-max=N");
    }

    @ParameterizedTest
    @CsvSource({
        "--from, yesterday, --from",
        "--to, 2026-03-01, --to",
        "--violations-max, 0, --violations-max must be at least 1",
        "--jobs-max, 0, --jobs-max must be at least 1",
        "--client-config, /no/such/file, --client-config /no/such/file cannot be read"
    })
    void mistakesAreTold(String option, String value, String message) {
        assertThat(run("check", option, value)).isEqualTo(2);

        assertThat(err.toString()).contains(message);
    }

    @Test
    void whatIsCutOffIsNotComplete() {
        assertThat(run("check", "--complete", "--to", "2026-03-01T12:00:00Z")).isEqualTo(2);
        assertThat(run("check", "--from", "2026-03-01T12:00:00Z", "--to", "2026-03-01T12:00:00Z"))
                .isEqualTo(2);

        assertThat(err.toString()).contains("not both", "--from must be before --to");
    }

    @Test
    void progressIsToldOnceASecondAtMost() {
        AtomicLong time = new AtomicLong();
        ProgressLines progress = new ProgressLines(new PrintWriter(err), time::get);

        progress.read(1_000, 0.1);
        time.set(TimeUnit.MILLISECONDS.toNanos(1_500));
        progress.read(3_000, 0.25);
        time.set(TimeUnit.MILLISECONDS.toNanos(1_600));
        progress.read(4_000, 0.3);

        assertThat(err.toString().lines()).containsExactly(" 25 %  3,000 records, 2,000 a second");
    }

    private int run(String... arguments) {
        return Program.create(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
