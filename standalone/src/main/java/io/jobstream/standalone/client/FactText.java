// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** A fact on one line. */
public final class FactText {
    private FactText() {}

    /** What happened, without whom it is about. */
    public static String of(JsonNode fact) {
        String type = fact.path("type").asText();
        String words = type.toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (type) {
            case "LEASE_GRANTED" ->
                "granted to " + fact.path("runnerId").asText() + ", attempt "
                        + fact.path("attempt").asText();
            case "LEASE_ACCEPTED" -> "accepted by " + fact.path("runnerId").asText();
            case "LEASE_ENDED" -> "lease ended: " + lower(fact.path("leaseEnd").path("reason"));
            case "RESULT_ACCEPTED" -> "result: " + result(fact.path("result"));
            case "RESULT_REFUSED" ->
                "result refused: " + lower(fact.path("refusal").path("reason"));
            case "JOB_SETTLED" -> "settled: " + settlement(fact.path("settlement"));
            case "JOB_ADMITTED" -> "admitted";
            case "JOB_QUEUED" -> "queued";
            case "CANCELLATION_ACCEPTED" -> words + superseded(fact.path("cancellation"));
            default ->
                words + (fact.has("runnerId") ? " (" + fact.path("runnerId").asText() + ")" : "");
        };
    }

    private static String result(JsonNode result) {
        String code = result.has("exitCode")
                ? ", exit code " + result.path("exitCode").asText()
                : "";
        return lower(result.path("outcome")) + code;
    }

    private static String settlement(JsonNode settlement) {
        String cause = settlement.has("cause") ? " (" + lower(settlement.path("cause")) + ")" : "";
        String message = settlement.path("message").asText("");
        return lower(settlement.path("outcome")) + cause + (message.isEmpty() ? "" : ": " + message);
    }

    private static String superseded(JsonNode cancellation) {
        return cancellation.has("supersededBy")
                ? ": " + cancellation.path("supersededBy").asText() + " of its concurrency group takes its place"
                : "";
    }

    private static String lower(JsonNode word) {
        return word.asText().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
