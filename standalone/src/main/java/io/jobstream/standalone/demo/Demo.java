// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobstream.embedded.ClusterSettings;
import io.jobstream.http.HttpConfig;
import io.jobstream.ingest.IngestConfig;
import io.jobstream.notifier.NotifierConfig;
import io.jobstream.notifier.delivery.RetryPolicy;
import io.jobstream.notifier.receivers.Filter;
import io.jobstream.notifier.receivers.Receiver;
import io.jobstream.notifier.receivers.Secret;
import io.jobstream.standalone.cli.FailedException;
import io.jobstream.standalone.client.Api;
import io.jobstream.standalone.client.Outcomes;
import io.jobstream.standalone.everything.Everything;
import io.jobstream.standalone.services.Closers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of the demo. */
final class Demo implements AutoCloseable {
    private static final int RUNNERS = 2;
    private static final Duration CHAT_MAX = Duration.ofSeconds(10);

    private final DemoRepository repository;
    private final DemoPipeline pipeline;
    private final Screen screen;
    private final String secret = UUID.randomUUID().toString();
    private final Duration limit;
    private final long begin = System.nanoTime();
    private final Closers closers = new Closers();
    private final ChatReceiver chat;
    private final Everything everything;

    Demo(DemoRepository repository, DemoPipeline pipeline, Screen screen, Path directory, Duration limit)
            throws IOException {
        this.repository = repository;
        this.pipeline = pipeline;
        this.screen = screen;
        this.limit = limit;
        screen.say("Showing Jobstream on " + repository.path() + ": " + repository.fullName() + ", "
                + repository.branch() + " at " + repository.commit().substring(0, 12));
        if (repository.dirty()) {
            screen.say("Changes that are not committed are ignored.");
        }
        screen.say("Starting broker, registry, all services and " + RUNNERS + " runners on loopback ...");
        Path rules = Files.writeString(directory.resolve("rules.yaml"), pipeline.rules(repository, limit));
        chat = closers.add("chat", new ChatReceiver());
        everything = closers.add("everything", Everything.start(settings(directory, rules)));
    }

    URI uri() {
        return everything.uri();
    }

    /**
     * Does it.
     *
     * @throws FailedException when anything did not go as it should
     */
    void run() throws InterruptedException, IOException {
        everything.awaitReady(left());
        screen.say(String.format("Ready after %.1f s: %s", (System.nanoTime() - begin) / 1e9, uri()));
        Api api = new Api(uri());
        Map<String, String> names = PushWebhook.send(api, repository, secret);
        screen.say("Sent GitHub's push webhook; the trigger rules made a pipeline of " + names.size() + " jobs of it.");
        screen.say("");
        JobFollower follower = new JobFollower(api, screen);
        Map<String, CompletableFuture<JsonNode>> following = new LinkedHashMap<>();
        names.forEach((jobId, name) -> following.put(name, follower.follow(jobId, name)));
        List<JsonNode> jobs = new ArrayList<>();
        for (Map.Entry<String, CompletableFuture<JsonNode>> one : following.entrySet()) {
            jobs.add(awaited(one.getKey(), one.getValue()));
        }
        List<String> disappointments = new ArrayList<>();
        expectMessage(disappointments);
        screen.say("");
        DemoTable.of(jobs).forEach(screen::say);
        screen.say("");
        expectOutcomes(jobs, disappointments);
        if (!disappointments.isEmpty()) {
            throw new FailedException(String.join("; ", disappointments));
        }
        screen.say(screen.good(String.format(
                "All as it should be, in %.1f s: %d jobs succeeded, one failed on purpose, and the chat heard of it.",
                (System.nanoTime() - begin) / 1e9, jobs.size() - 1)));
    }

    @Override
    public void close() {
        closers.close();
    }

    private JsonNode awaited(String name, CompletableFuture<JsonNode> settled) throws InterruptedException {
        try {
            return settled.get(left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new FailedException("job " + name + " was not over after " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new FailedException("job " + name + " could not be followed: " + e.getMessage(), e);
        }
    }

    /** Other jobs that fail are told of too; the one about the job that fails on purpose must be among them. */
    private void expectMessage(List<String> disappointments) throws InterruptedException {
        long deadline = System.nanoTime() + CHAT_MAX.toNanos();
        for (long left = CHAT_MAX.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            String message = chat.messages().poll(left, TimeUnit.NANOSECONDS);
            if (message != null) {
                screen.chat(message);
                if (message.startsWith(DemoPipeline.FAILING + " failed")) {
                    return;
                }
            }
        }
        disappointments.add(
                "no chat message about " + DemoPipeline.FAILING + " came within " + CHAT_MAX.toSeconds() + " s");
    }

    private void expectOutcomes(List<JsonNode> jobs, List<String> disappointments) {
        for (JsonNode job : jobs) {
            String name = job.path("name").asText();
            Outcomes.Seen seen = Outcomes.of(job);
            String expected = pipeline.jobs().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .map(DemoPipeline.Job::outcome)
                    .orElse("");
            boolean exitCodeRight =
                    !name.equals(DemoPipeline.FAILING) || seen.exitCode().orElse(-1) == DemoPipeline.FAILING_EXIT_CODE;
            if (!seen.outcome().equals(expected) || !exitCodeRight) {
                disappointments.add("job " + name + " " + Outcomes.inWords(seen) + ", expected " + expected);
            }
        }
    }

    private Duration left() {
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Everything.Settings settings(Path directory, Path rules) {
        Receiver receiver = new Receiver(
                "demo-chat", Receiver.Type.SLACK, new Secret(chat.url().toString()), Optional.empty(), Filter.ALL);
        return new Everything.Settings(
                ClusterSettings.keeping(directory.resolve("kafka"), 0, 0),
                directory,
                HttpConfig.onLoopback(0),
                IngestConfig.defaults().withRules(rules).withGithubSecret(secret),
                RUNNERS,
                new NotifierConfig(Optional.empty(), List.of(receiver), RetryPolicy.DEFAULT, Optional.empty()));
    }
}
