// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalInt;

/** How a job's end is told to people and to shells. */
public final class Outcomes {
    private Outcomes() {}

    /**
     * How a job ended.
     *
     * @param outcome empty while it is not known
     * @param exitCode of its last attempt
     */
    public record Seen(String outcome, String cause, OptionalInt exitCode, String message) {}

    /** From a job as the HTTP interface shows it. */
    public static Seen of(JsonNode job) {
        JsonNode attempts = job.path("attempts");
        JsonNode exitCode = attempts.path(attempts.size() - 1).path("exitCode");
        return new Seen(
                job.path("outcome").asText(""),
                job.path("cause").asText(""),
                exitCode.isInt() ? OptionalInt.of(exitCode.intValue()) : OptionalInt.empty(),
                job.path("message").asText(""));
    }

    public static String inWords(Seen seen) {
        String words = seen.outcome().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (seen.exitCode().isPresent() && seen.outcome().equals("FAILED")) {
            return words + " with exit code " + seen.exitCode().getAsInt();
        }
        return words + (seen.cause().isEmpty() ? "" : " (" + seen.cause().toLowerCase(Locale.ROOT) + ")");
    }

    static int exitStatus(Seen seen) {
        return switch (seen.outcome()) {
            case "SUCCEEDED" -> 0;
            case "TIMED_OUT" -> 124;
            case "ABANDONED" -> 125;
            case "REFUSED" -> 126;
            case "CANCELLED" -> 130;
            default ->
                seen.exitCode().isPresent() && seen.exitCode().getAsInt() != 0
                        ? seen.exitCode().getAsInt()
                        : 1;
        };
    }
}
