// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobstream.standalone.cli.Problems;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a job is, beside its command; the server's rules and defaults apply. */
final class JobOptions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_CAUSE = "none";

    @Option(names = "--pool", paramLabel = "POOL", description = "The pool to run in. Default: default.")
    @Nullable
    String pool;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "LABEL",
            split = ",",
            description = "A label that the runner must have; may be repeated.")
    List<String> labels = List.of();

    @Option(
            names = "--resource",
            paramLabel = "NAME=COUNT",
            split = ",",
            description = "What it takes of its runner for itself, such as gpu=2; may be repeated.")
    Map<String, Integer> resources = new LinkedHashMap<>();

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it. Default: the command's first word.")
    @Nullable
    String name;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long it may run. Default: 1h.")
    @Nullable
    Duration timeout;

    @Option(names = "--priority", paramLabel = "0-9", description = "A higher one goes first. Default: 5.")
    @Nullable
    Integer priority;

    @Option(
            names = "--max-attempts",
            paramLabel = "1-10",
            description = "Attempts that may fail or lose their runner. Default: 3.")
    @Nullable
    Integer maxAttempts;

    @Option(
            names = "--retry-on",
            paramLabel = "CAUSE",
            split = ",",
            description = "Try again after these: RUNNER_LOST, INFRASTRUCTURE, or none. Default: both.")
    @Nullable
    List<String> retryOn;

    @Option(
            names = "--retry-exit-codes",
            paramLabel = "1-255",
            split = ",",
            description = "Try again when it exits with one of these. Default: none.")
    List<Integer> retryExitCodes = List.of();

    @Option(
            names = "--retry-backoff",
            paramLabel = "DURATION",
            description = "The wait before the second attempt, doubled for each further one. Default: 0s.")
    @Nullable
    Duration retryBackoff;

    @Option(
            names = "--retry-backoff-max",
            paramLabel = "DURATION",
            description = "What that wait grows to. Default: 5m, or --retry-backoff if that is longer.")
    @Nullable
    Duration retryBackoffMax;

    @Option(
            names = "--start-within",
            paramLabel = "DURATION",
            description = "An attempt must begin by then, or its time is up. Default: it waits for ever.")
    @Nullable
    Duration startWithin;

    @Option(
            names = "--concurrency-group",
            paramLabel = "NAME",
            description = "The group that limits how many jobs run at a time. Default: none.")
    @Nullable
    String concurrencyGroup;

    @Option(
            names = "--concurrency-limit",
            paramLabel = "1-1000",
            description = "How many jobs of the group may run when this one begins, with it. Default: 1.")
    @Nullable
    Integer concurrencyLimit;

    @Option(names = "--cancel-in-progress", description = "Cancel the jobs of the group that were submitted before.")
    boolean cancelInProgress;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Environment of the command; may be repeated.")
    Map<String, String> environment = new LinkedHashMap<>();

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose it is. Default: the repository's owner.")
    @Nullable
    String tenant;

    @Option(names = "--repository", paramLabel = "OWNER/NAME", description = "The repository that it is about.")
    @Nullable
    String repository;

    @Option(names = "--branch", paramLabel = "BRANCH", description = "The branch that it is about.")
    @Nullable
    String branch;

    @Option(names = "--commit", paramLabel = "HASH", description = "The full hash of the commit that it is about.")
    @Nullable
    String commit;

    @Option(
            names = "--checkout",
            paramLabel = "URL",
            description = "Run in a checkout of this git repository. Default: in an empty directory.")
    @Nullable
    String checkout;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description = "What to check out: a commit or a ref. Default: --commit, else HEAD.")
    @Nullable
    String ref;

    void check(Problems problems) {
        if (ref != null && checkout == null) {
            problems.add("--ref needs --checkout");
        }
        if (concurrencyGroup == null && concurrencyLimit != null) {
            problems.add("--concurrency-limit needs --concurrency-group");
        }
        if (concurrencyGroup == null && cancelInProgress) {
            problems.add("--cancel-in-progress needs --concurrency-group");
        }
        if (retryOn != null && retryOn.size() > 1 && retryOn.stream().anyMatch(NO_CAUSE::equalsIgnoreCase)) {
            problems.add("--retry-on takes none, or causes, not both");
        }
    }

    /** The body of {@code POST /v1/jobs}. */
    ObjectNode body(List<String> command) {
        ObjectNode body = JSON.createObjectNode();
        body.put("name", name == null ? firstWord(command) : name);
        body.put("script", script(command));
        put(body, "pool", pool);
        put(body, "tenant", tenant);
        put(body, "repository", repository);
        put(body, "branch", branch);
        put(body, "commit", commit);
        put(body, "timeLimit", timeout);
        put(body, "startWithin", startWithin);
        if (priority != null) {
            body.put("priority", priority);
        }
        if (maxAttempts != null) {
            body.put("maxAttempts", maxAttempts);
        }
        ObjectNode retry = retry();
        if (!retry.isEmpty()) {
            body.set("retry", retry);
        }
        if (concurrencyGroup != null) {
            body.set("concurrency", concurrency(concurrencyGroup));
        }
        if (!labels.isEmpty()) {
            ArrayNode array = body.putArray("labels");
            labels.forEach(array::add);
        }
        if (!resources.isEmpty()) {
            ObjectNode object = body.putObject("resources");
            resources.forEach(object::put);
        }
        if (!environment.isEmpty()) {
            ObjectNode object = body.putObject("environment");
            environment.forEach(object::put);
        }
        if (checkout != null) {
            String otherwise = commit == null ? "HEAD" : commit;
            body.putObject("checkout").put("url", checkout).put("ref", ref == null ? otherwise : ref);
        }
        return body;
    }

    private ObjectNode concurrency(String group) {
        ObjectNode concurrency = JSON.createObjectNode().put("group", group);
        if (concurrencyLimit != null) {
            concurrency.put("limit", concurrencyLimit);
        }
        return cancelInProgress ? concurrency.put("cancelInProgress", true) : concurrency;
    }

    /** What was said of retries; what was not is left to the server. */
    private ObjectNode retry() {
        ObjectNode retry = JSON.createObjectNode();
        if (retryOn != null) {
            ArrayNode causes = retry.putArray("on");
            retryOn.stream()
                    .filter(cause -> !cause.equalsIgnoreCase(NO_CAUSE))
                    .map(cause -> cause.toUpperCase(Locale.ROOT).replace('-', '_'))
                    .forEach(causes::add);
        }
        if (!retryExitCodes.isEmpty()) {
            ArrayNode codes = retry.putArray("exitCodes");
            retryExitCodes.forEach(codes::add);
        }
        put(retry, "backoff", retryBackoff);
        put(retry, "backoffMax", retryBackoffMax);
        return retry;
    }

    /** One argument is a script as it stands; several are a command whose arguments stay what they are. */
    static String script(List<String> command) {
        return command.size() == 1
                ? command.get(0)
                : String.join(" ", command.stream().map(JobOptions::quoted).toList());
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_./:=@%+,-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String firstWord(List<String> command) {
        String word = command.get(0).strip().split("\\s+", 2)[0];
        return word.isEmpty() ? "job" : word.substring(0, Math.min(word.length(), 128));
    }

    private static void put(ObjectNode body, String field, @Nullable Duration value) {
        put(body, field, value == null ? null : value.toString());
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
