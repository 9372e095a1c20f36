// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.killing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What jobs themselves leave: a file for each, into which its script and a child in a session of its own write that
 * they live. The child lives until it is killed.
 */
record Evidence(Path directory) {

    /** When an attempt was seen alive, by the clock of this machine. */
    record Life(
            int attempt,
            Instant first,
            Instant last,
            @Nullable Instant begin,
            @Nullable Instant end) {
        private Life with(String kind, Instant at) {
            return new Life(
                    attempt,
                    at.isBefore(first) ? at : first,
                    at.isAfter(last) ? at : last,
                    kind.equals("begin") ? at : begin,
                    kind.equals("end") ? at : end);
        }
    }

    String script(String jobName, double seconds, int status) {
        return String.format(Locale.ROOT, """
                say() { echo "$1 $JOBSTREAM_ATTEMPT $(date +%%s.%%N)" >>'%s'; }
                say begin
                setsid sh -c 'while :; do echo "alive $JOBSTREAM_ATTEMPT $(date +%%s.%%N)"; sleep 0.25; done' \\
                  >>'%1$s' 2>&1 </dev/null &
                sleep %.2f
                say end
                exit %d
                """, directory.resolve(jobName), seconds, status);
    }

    /** The lives of each job's attempts by jobId, in the order of attempts. */
    Map<String, List<Life>> lives() throws IOException {
        Map<String, Map<Integer, Life>> lives = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    read(line, lives);
                }
            }
        }
        Map<String, List<Life>> sorted = new HashMap<>();
        lives.forEach((job, all) ->
                sorted.put(job, all.keySet().stream().sorted().map(all::get).toList()));
        return sorted;
    }

    /** Attempts of one job that lived at the same time. */
    static List<String> overlaps(Map<String, List<Life>> lives) {
        List<String> overlaps = new ArrayList<>();
        lives.forEach((job, all) -> {
            for (int i = 1; i < all.size(); i++) {
                if (!all.get(i - 1).last().isBefore(all.get(i).first())) {
                    overlaps.add("executions of " + job + " overlap: " + all.get(i - 1) + " and " + all.get(i));
                }
            }
        });
        return overlaps;
    }

    private static void read(String line, Map<String, Map<Integer, Life>> lives) {
        String[] words = line.split(" ", -1);
        if (words[2].isEmpty()) {
            // Killed while it looked at the clock.
            return;
        }
        String[] attempt = words[1].split("/", -1);
        String[] time = words[2].split("\\.", -1);
        Instant at = Instant.ofEpochSecond(Long.parseLong(time[0]), Long.parseLong(time[1]));
        int number = Integer.parseInt(attempt[1]);
        lives.computeIfAbsent(attempt[0], job -> new HashMap<>())
                .compute(
                        number,
                        (key, life) -> (life == null ? new Life(number, at, at, null, null) : life).with(words[0], at));
    }
}
