// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long it took until the log said that a runner is silent or deaf, and until its jobs ran elsewhere. By the stamps
 * of the records, so that nothing depends on when they were read here.
 */
final class Noticing {
    private final Map<String, Instant> heard = new HashMap<>();
    private final Map<String, Instant> granted = new HashMap<>();
    private final Map<String, Instant> givenUp = new HashMap<>();
    private final List<Duration> lost = new ArrayList<>();
    private final List<Duration> deaf = new ArrayList<>();
    private final List<Duration> elsewhere = new ArrayList<>();

    /** A heartbeat of a session. */
    synchronized void heard(String session, Instant stamp) {
        heard.merge(session, stamp, (before, now) -> now.isAfter(before) ? now : before);
    }

    synchronized void granted(String jobId, Instant stamp) {
        granted.put(jobId, stamp);
    }

    /** The session is said to be silent. */
    synchronized void lost(String session, Instant stamp) {
        Optional.ofNullable(heard.get(session)).ifPresent(last -> lost.add(Duration.between(last, stamp)));
    }

    /** The job's grant was not accepted in time. */
    synchronized void notAccepted(String jobId, Instant stamp) {
        Optional.ofNullable(granted.get(jobId)).ifPresent(grant -> deaf.add(Duration.between(grant, stamp)));
        givenUp.put(jobId, stamp);
    }

    /** The job's lease was over without a word of its runner. */
    synchronized void expired(String jobId, Instant stamp) {
        givenUp.put(jobId, stamp);
    }

    /** The job is another runner's, which has said so. */
    synchronized void accepted(String jobId, Instant stamp) {
        Instant since = givenUp.remove(jobId);
        if (since != null) {
            elsewhere.add(Duration.between(since, stamp));
        }
    }

    synchronized void settled(String jobId) {
        granted.remove(jobId);
        givenUp.remove(jobId);
    }

    /** A line for each that happened. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        line(lines, "runners noticed as lost, after their last heartbeat", lost);
        line(lines, "runners noticed as deaf, after the grant that they let lapse", deaf);
        line(lines, "jobs of such accepted elsewhere, after that", elsewhere);
        return lines;
    }

    private static void line(List<String> lines, String what, List<Duration> took) {
        if (!took.isEmpty()) {
            List<Duration> sorted = took.stream().sorted().toList();
            lines.add(String.format(
                    Locale.ROOT,
                    "%d %s: p50 %.1f s, p90 %.1f s, max %.1f s",
                    sorted.size(),
                    what,
                    seconds(sorted, 0.5),
                    seconds(sorted, 0.9),
                    seconds(sorted, 1)));
        }
    }

    private static double seconds(List<Duration> sorted, double quantile) {
        int rank = (int) Math.ceil(quantile * sorted.size());
        return sorted.get(rank - 1).toMillis() / 1_000.0;
    }
}
