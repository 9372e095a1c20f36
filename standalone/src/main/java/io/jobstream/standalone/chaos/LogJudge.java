// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.chaos;

import io.jobstream.check.Check;
import io.jobstream.check.CheckOptions;
import io.jobstream.check.Progress;
import io.jobstream.check.Report;
import io.jobstream.check.ReportText;
import io.jobstream.check.reading.UnreadableException;
import io.jobstream.clients.KafkaConnection;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Has the log checked, as {@code jobstream check --complete} does; views get a while to catch up with it. */
record LogJudge(PrintWriter out) {
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    List<String> violations(KafkaConnection connection) {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        try {
            Report report = Check.run(connection, CheckOptions.DEFAULT.whenComplete(), Progress.NONE);
            while (!report.holds() && System.nanoTime() - deadline < 0) {
                TimeUnit.SECONDS.sleep(2);
                report = Check.run(connection, CheckOptions.DEFAULT.whenComplete(), Progress.NONE);
            }
            out.println();
            ReportText.of(report).forEach(out::println);
            return report.violations().stream().map(Object::toString).toList();
        } catch (UnreadableException e) {
            return List.of("the log could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted before the log was checked");
        }
    }
}
