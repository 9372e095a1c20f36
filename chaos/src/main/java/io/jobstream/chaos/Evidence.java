// SPDX-License-Identifier: Apache-2.0
package io.jobstream.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What jobs themselves leave: a file for each, in which every attempt notes again and again that it lives, by the
 * machine's clock. Two attempts of one job that lived at the same time ran twice.
 */
record Evidence(Path directory) {
    /** Notes are this far apart at most, while a job sleeps. */
    private static final double NOTES_APART = 0.5;

    /** A script that lives for a while and ends with a status. */
    String script(String name, double seconds, int status) {
        int notes = (int) (seconds / NOTES_APART);
        // Scripts run in sh; bash has a clock that needs no process.
        return String.format(
                Locale.ROOT, """
                bash <<'SCRIPT'
                note() { echo "$JOBSTREAM_ATTEMPT $EPOCHREALTIME" >>'%s'; }
                note
                for ((i = 0; i < %d; i++)); do sleep %.1f; note; done
                sleep %.2f
                note
                exit %d
                SCRIPT
                """, directory.resolve(name), notes, NOTES_APART, seconds - notes * NOTES_APART, status);
    }

    /** How many attempts left something. */
    long attempts() throws IOException {
        long attempts = 0;
        for (Path file : files()) {
            attempts += lives(file).size();
        }
        return attempts;
    }

    /** Attempts of one job that lived at the same time. */
    List<String> overlaps() throws IOException {
        List<String> overlaps = new ArrayList<>();
        for (Path file : files()) {
            Life before = null;
            for (Life life : lives(file).values()) {
                if (before != null && life.first() <= before.last()) {
                    overlaps.add("executions of " + life.job() + " overlap: attempt " + before.attempt()
                            + " lived until " + before.last() + " us, attempt " + life.attempt() + " from "
                            + life.first() + " us");
                }
                before = life;
            }
        }
        return overlaps;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static Map<Integer, Life> lives(Path file) throws IOException {
        Map<Integer, Life> lives = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("[ /]", -1);
            // One that was killed while it wrote leaves half a line.
            if (words.length == 3 && words[2].matches("\\d+[.,]\\d{6}")) {
                int attempt = Integer.parseInt(words[1]);
                long micros = Long.parseLong(words[2].replaceAll("[.,]", ""));
                lives.merge(attempt, new Life(words[0], attempt, micros, micros), Life::plus);
            }
        }
        return lives;
    }

    private record Life(String job, int attempt, long first, long last) {
        Life plus(Life other) {
            return new Life(job, attempt, Math.min(first, other.first), Math.max(last, other.last));
        }
    }
}
