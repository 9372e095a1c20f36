// SPDX-License-Identifier: Apache-2.0
package io.jobstream.ingest.triggers;

import io.jobstream.ingest.submission.JobSettings;
import io.jobstream.ingest.submission.Limits;
import io.jobstream.ingest.submission.Texts;
import io.jobstream.schemas.Checkout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as rules see it, whoever told of it. Texts are empty where nobody said.
 *
 * @param id the same whenever it is told again, as {@code github:72d3162e}
 * @param tenant whose it is
 * @param ref the branch or tag that it is about
 * @param cloneUrl where its commit can be had
 * @param facts what rules ask for; none of a kind means that there is none, a kind that is missing that nobody knows
 * @param variables what its jobs find in their environment beside what all events have
 * @param chain the rules that led to it, the first first
 */
public record Event(
        Kind kind,
        String id,
        String tenant,
        String repository,
        String ref,
        String commit,
        String cloneUrl,
        Map<Fact, List<String>> facts,
        Map<String, String> variables,
        List<String> chain) {

    /** What comes before the name of each of its variables. */
    public static final String PREFIX = "JOBSTREAM_EVENT";

    private static final int VALUE_MAX = 2_048;

    public Event {
        chain = List.copyOf(chain);
    }

    /** What kind of thing happened, by its word in rules. */
    public enum Kind {
        PUSH("push"),
        TAG("tag"),
        PULL_REQUEST("pull_request"),
        SCHEDULE("schedule"),
        OUTCOME("outcome"),
        CDEVENT("cdevent");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * What its jobs get unless their rule says otherwise: its commit, and what is known of it as environment.
     *
     * @param triggeredBy the rules that led to them
     */
    JobSettings settings(TriggerRule rule, List<String> triggeredBy) {
        Map<String, String> environment = new LinkedHashMap<>();
        put(environment, "", kind.word());
        put(environment, "_ID", id);
        put(environment, "_RULE", rule.id());
        put(environment, "_REPOSITORY", repository);
        put(environment, "_REF", ref);
        put(environment, "_SHA", commit);
        put(environment, "_CHAIN", String.join(" ", triggeredBy));
        environment.putAll(variables);
        return JobSettings.of(environment, checkout(rule.cloneUrl()));
    }

    /** Adds one of the variables that only some events have; one without a value is left out. */
    public static void put(Map<String, String> environment, String name, String value) {
        String line = Texts.line(value, VALUE_MAX);
        if (!line.isEmpty()) {
            environment.put(PREFIX + name, line);
        }
    }

    private @Nullable Checkout checkout(@Nullable String otherUrl) {
        String url = otherUrl == null ? cloneUrl : otherUrl;
        String wanted = commit.isEmpty() ? ref : commit;
        boolean known = !url.isEmpty() && Limits.REF.matcher(wanted).matches();
        return known ? new Checkout(url, wanted) : null;
    }
}
